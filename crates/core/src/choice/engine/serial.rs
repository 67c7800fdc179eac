//! Serial dictatorship: applicants choose in the order of their lottery numbers.

use super::super::model::{Assignment, Market, Numbers};

/// Gives each the best choice with a seat left. Classes and reserves do not count; seats that only
/// members of a reserve may have are kept for them.
pub fn dictate(market: &Market, numbers: &Numbers) -> Assignment {
    let mut left: Vec<u32> = market.all_groups().iter().map(|group| group.seats).collect();
    let mut order: Vec<usize> = (0..market.count_applications()).collect();
    // One order for all: a policy with a number for each program is refused, and where a mechanism
    // is only tried on such a policy, the order is that of the applications.
    if let Numbers::Single(numbers) = numbers {
        order.sort_by_key(|application| (numbers[*application], *application));
    }
    let mut assignment = Assignment::empty(market.count_applications());
    for application in order {
        'list: for choice in market.list(application) {
            let listed = market.listed(choice);
            let range = market.group_range(listed.program as usize);
            for group in range.clone() {
                let seats = market.all_groups()[group];
                if left[group] > 0 && (!seats.only || seats.prefers(listed.reserves)) {
                    left[group] -= 1;
                    assignment.given[application] = choice as u32;
                    assignment.group[application] = (group - range.start) as u8;
                    break 'list;
                }
            }
        }
    }
    assignment
}
