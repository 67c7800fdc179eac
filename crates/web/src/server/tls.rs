//! The server's own certificate.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use thiserror::Error;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// Why TLS cannot be offered.
#[derive(Debug, Error)]
pub enum TlsError {
    /// A file cannot be read, or holds nothing of the kind.
    #[error("{} holds no {what} in PEM form: {why}", path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// What was looked for.
        what: &'static str,
        /// What was met.
        why: String,
    },
    /// The key is not the certificate's.
    #[error("the certificate and the key do not go together: {0}")]
    Pair(String),
}

/// A certificate with its key, ready to be offered.
#[derive(Clone)]
pub struct Tls(pub(super) TlsAcceptor);

impl std::fmt::Debug for Tls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Tls(•••)")
    }
}

impl Tls {
    /// Reads a chain of certificates and the key of the first, both PEM.
    ///
    /// # Errors
    /// When one of them cannot be read, or they do not go together.
    pub fn load(cert: &Path, key: &Path) -> Result<Tls, TlsError> {
        let odd = |path: &Path, what: &'static str, why: String| TlsError::File {
            path: path.to_path_buf(),
            what,
            why,
        };
        let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_file_iter(cert)
            .and_then(Iterator::collect)
            .map_err(|error| odd(cert, "certificate", error.to_string()))?;
        if chain.is_empty() {
            return Err(odd(cert, "certificate", "none was found".to_owned()));
        }
        let private = PrivateKeyDer::from_pem_file(key)
            .map_err(|error| odd(key, "private key", error.to_string()))?;
        let provider = Arc::new(ring::default_provider());
        let pair = |error: tokio_rustls::rustls::Error| TlsError::Pair(error.to_string());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(pair)?
            .with_no_client_auth()
            .with_single_cert(chain, private)
            .map_err(pair)?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Tls(TlsAcceptor::from(Arc::new(config))))
    }
}
