//! Which fault is for which request.

use std::collections::VecDeque;

use super::Fault;
use crate::request_log::RecordedRequest;

/// When a fault is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Phase {
    /// The head was read, the body was not.
    Head,
    /// The request is complete.
    Complete,
}

/// The scripted faults, first in, first out.
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

    /// Takes the fault for a request: the first one that matches and no longer waits. One request never meets two.
    pub(crate) fn take(&mut self, request: &RecordedRequest, phase: Phase) -> Option<Fault> {
        self.faults.retain(|fault| fault.left != Some(0));
        let mut hit = None;
        for (index, fault) in self.faults.iter_mut().enumerate() {
            let is_early = fault.upload_stops_after.is_some();
            if is_early != (phase == Phase::Head) || !fault.matches(request) {
                continue;
            }
            // Every waiting fault counts every matching request, whichever fault is used for it.
            if fault.skip > 0 {
                fault.skip -= 1;
            } else if hit.is_none() {
                hit = Some(index);
            }
        }
        let index = hit?;
        let fault = self.faults.get_mut(index)?;
        let taken = fault.clone();
        if let Some(left) = &mut fault.left {
            *left -= 1;
            if *left == 0 {
                self.faults.remove(index);
            }
        }
        Some(taken)
    }
}
