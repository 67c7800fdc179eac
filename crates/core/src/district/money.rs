//! Money: budget lines.

use super::cell::Maybe;
use super::ids::SchoolId;
use super::table::table;
use super::units::Cents;
use super::year::SchoolYear;

table! {
    /// One line of one version of the budget.
    BudgetLine, "budget_lines", ByYear;
    /// The fiscal year, named as the school year that it pays for.
    school_year: SchoolYear, key(), edfi("LocalAccount.fiscalYear"), ceds("Fiscal Year"), example("2026-27");
    /// The version, such as `adopted`, `revised` or `actual`.
    version: String, key(), example("adopted");
    /// The line's number in that version.
    line: String, key(), edfi("LocalAccount.accountIdentifier"), example("10442");
    /// The school; not applicable for the central office.
    school_id: Maybe<SchoolId>, refers("schools"), example("0412");
    /// The account, as the ledger writes it.
    account: String, edfi("ChartOfAccount.accountIdentifier"), ceds("Financial Account Number"), example("1000-110 Teacher salaries");
    /// The fund.
    fund: Maybe<String>, edfi("FundDimension.code"), ceds("Financial Account Fund Classification"), example("general");
    /// The amount.
    amount: Cents, edfi("LocalBudget.amount"), ceds("Financial Accounting Value"), example("1284500.00");
}
