//! The policies that ship as examples.

macro_rules! shipped {
    ($($name:literal),+ $(,)?) => {
        /// The policies that ship: file name and text.
        pub const SHIPPED: &[(&str, &str)] = &[
            $(($name, include_str!(concat!("../../../../../policy/choice/", $name)))),+
        ];
    };
}

shipped!("low_income_reserve.toml", "neighborhood_guarantee.toml");
