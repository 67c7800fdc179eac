//! The district's nouns and the rooms: pure engines without clock, disk or network.
