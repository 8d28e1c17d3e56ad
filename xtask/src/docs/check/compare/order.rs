//! Compares the order of operations and parameters in the spec with that of the page.

use super::Judge;
use crate::docs::facts::Section;
use crate::docs::inventory::{Inventory, PREFIX};

impl Judge<'_> {
    /// Compares the orders, which have to be equal so that spec and page can be read side by side.
    pub(super) fn order(&mut self, inventory: &Inventory) {
        let page: Vec<String> = inventory.operations.iter().map(|o| format!("{} {}", o.method, o.path)).collect();
        let spec: Vec<String> = self.expected.operations.iter().map(|(m, path, _)| format!("{m} {path}")).collect();
        self.out_of_order(&page, &spec, "/paths");
        for operation in &inventory.operations {
            let found =
                self.expected.operations.iter().find(|(m, p, _)| *m == operation.method && *p == operation.path);
            let Some((.., pointer)) = found else { continue };
            let own = self.expected.order.get(&(operation.method, operation.path.clone())).cloned().unwrap_or_default();
            for (section, list) in [(Section::Path, &operation.path_params), (Section::Query, &operation.query)] {
                let page: Vec<String> = list.iter().map(|p| p.name.clone()).collect();
                let spec: Vec<String> = own.iter().filter(|k| k.section == section).map(|k| k.name.clone()).collect();
                self.out_of_order(&page, &spec, pointer);
            }
        }
    }

    fn out_of_order(&mut self, page: &[String], spec: &[String], pointer: &str) {
        let page_order: Vec<&String> = page.iter().filter(|item| spec.contains(item)).collect();
        let spec_order: Vec<&String> = spec.iter().filter(|item| page.contains(item)).collect();
        if let Some((wanted, found)) = page_order.iter().zip(&spec_order).find(|(a, b)| a != b) {
            let short = |item: &str| item.replace(PREFIX, "");
            let what =
                format!("another order than the page: `{}` is where the page has `{}`", short(found), short(wanted));
            self.cause(Some(pointer), what, "move it", None);
        }
    }
}
