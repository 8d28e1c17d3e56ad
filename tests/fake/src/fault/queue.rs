//! The queue of scripted faults, and the choice of the fault for a request.

use std::collections::VecDeque;

use super::Fault;
use crate::request_log::RecordedRequest;

/// The phase of a request in which a fault is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Phase {
    /// The head was read, the body was not.
    Head,
    /// The request is complete.
    Complete,
}

/// The scripted faults in the order in which they were added.
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

    /// Takes the fault for a request: the first one that matches and has nothing left to skip. At most one fault
    /// applies to a request.
    pub(crate) fn take(&mut self, request: &RecordedRequest, phase: Phase) -> Option<Fault> {
        self.faults.retain(|fault| fault.left != Some(0));
        let mut hit = None;
        for (index, fault) in self.faults.iter_mut().enumerate() {
            let is_early = fault.upload_stops_after.is_some();
            if is_early != (phase == Phase::Head) || !fault.matches(request) {
                continue;
            }
            // Every fault with requests to skip counts every matching request, also one to which another fault applies.
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
