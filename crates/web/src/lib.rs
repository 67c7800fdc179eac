//! The pages: server-rendered, each with its CSV and JSON twin.
