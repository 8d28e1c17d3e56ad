//! Which fault hits which request.

use std::collections::VecDeque;

use super::Fault;

/// The scripted faults, first in first out.
#[derive(Debug, Default)]
pub(crate) struct FaultQueue {
    faults: VecDeque<Fault>,
}

impl FaultQueue {
    pub(crate) fn push(&mut self, fault: Fault) {
        self.faults.push_back(fault);
    }

    pub(crate) fn clear(&mut self) {
        self.faults.clear();
    }

    pub(crate) fn len(&self) -> usize {
        self.faults.len()
    }

    /// The fault for a request: the first ripe one that matches. One request never meets two.
    pub(crate) fn take(&mut self, operation: Option<&str>) -> Option<Fault> {
        self.faults.retain(|fault| fault.left != Some(0));
        let mut hit = None;
        for (place, fault) in self.faults.iter_mut().enumerate() {
            if fault.on.is_some() && fault.on.as_deref() != operation {
                continue;
            }
            // Every waiting fault counts every matching request, whoever gets it.
            if fault.skip > 0 {
                fault.skip -= 1;
            } else if hit.is_none() {
                hit = Some(place);
            }
        }
        let place = hit?;
        let fault = self.faults.get_mut(place)?;
        let taken = fault.clone();
        if let Some(left) = &mut fault.left {
            *left -= 1;
            if *left == 0 {
                self.faults.remove(place);
            }
        }
        Some(taken)
    }
}
