//! The published example of a signature, and tokens of our own that must not hold.

use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::json;

use super::*;

fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// RFC 7515, appendix A.3: a token signed with ES256.
#[test]
fn rfc_7515_a_3_an_es256_signature() {
    let key = Key {
        kty: "EC".to_owned(),
        crv: "P-256".to_owned(),
        x: "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU".to_owned(),
        y: "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0".to_owned(),
        ..Key::default()
    };
    let signed = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6\
                  Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
    let signature = bytes(
        "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q",
    );
    let signature = signature.unwrap();
    assert!(is_p256(&key, signed, &signature));
    assert!(!is_p256(&key, &signed.replace("eyJhbGci", "eyJhbGcj"), &signature));
}

struct Signer(EcdsaKeyPair);

impl Signer {
    fn new() -> Signer {
        let (algorithm, random) = (&ECDSA_P256_SHA256_FIXED_SIGNING, SystemRandom::new());
        let document = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
        Signer(EcdsaKeyPair::from_pkcs8(algorithm, document.as_ref(), &random).unwrap())
    }

    fn keys(&self) -> Keys {
        let point = self.0.public_key().as_ref();
        let key = Key {
            kty: "EC".to_owned(),
            crv: "P-256".to_owned(),
            kid: Some("k1".to_owned()),
            x: encode(&point[1..33]),
            y: encode(&point[33..]),
            ..Key::default()
        };
        Keys { keys: vec![key] }
    }

    fn sign(&self, head: &Value, payload: &Value) -> String {
        let signed = format!("{}.{}", encode(head.to_string()), encode(payload.to_string()));
        let signature = self.0.sign(&SystemRandom::new(), signed.as_bytes()).unwrap();
        format!("{signed}.{}", encode(signature))
    }
}

const EXPECTED: Expected<'static> =
    Expected { issuer: "https://id.example", audience: "traction", nonce: "n1", now: 10_000 };

fn payload() -> Value {
    json!({ "iss": "https://id.example", "aud": "traction", "sub": "7", "nonce": "n1",
            "exp": 10_300, "iat": 9_990 })
}

#[test]
fn a_token_that_holds_gives_its_payload() {
    let signer = Signer::new();
    let head = json!({ "alg": "ES256", "kid": "k1" });
    let read = verify(&signer.sign(&head, &payload()), &signer.keys(), &EXPECTED);
    assert_eq!(read.unwrap()["sub"], "7");
    let mut several = payload();
    several["aud"] = json!(["traction", "other"]);
    several["azp"] = json!("traction");
    assert!(verify(&signer.sign(&head, &several), &signer.keys(), &EXPECTED).is_ok());
}

#[test]
fn a_token_that_differs_in_anything_does_not_hold() {
    let signer = Signer::new();
    let head = json!({ "alg": "ES256", "kid": "k1" });
    for (mark, value, wrong) in [
        ("iss", json!("https://evil.example"), IdTokenError::Issuer),
        ("aud", json!("other"), IdTokenError::Audience),
        ("aud", json!(["traction", "other"]), IdTokenError::Audience),
        ("aud", json!(7), IdTokenError::Audience),
        ("azp", json!("other"), IdTokenError::Audience),
        ("exp", json!(9_940), IdTokenError::Time),
        ("iat", json!(10_061), IdTokenError::Time),
        ("nbf", json!(10_061), IdTokenError::Time),
        ("nonce", json!("n2"), IdTokenError::Nonce),
        ("nonce", json!(null), IdTokenError::Nonce),
        ("exp", json!("soon"), IdTokenError::Unreadable),
    ] {
        let mut payload = payload();
        payload[mark] = value;
        let read = verify(&signer.sign(&head, &payload), &signer.keys(), &EXPECTED);
        assert_eq!(read.unwrap_err(), wrong, "{mark}");
    }
}

#[test]
fn a_signature_that_is_none_or_anothers_does_not_hold() {
    let signer = Signer::new();
    let head = json!({ "alg": "ES256", "kid": "k1" });
    let good = signer.sign(&head, &payload());
    let fails = |token: &str, keys: &Keys| verify(token, keys, &EXPECTED).unwrap_err();
    assert_eq!(fails(&good, &Signer::new().keys()), IdTokenError::Signature);
    let other_name = signer.sign(&json!({ "alg": "ES256", "kid": "k2" }), &payload());
    assert_eq!(fails(&other_name, &signer.keys()), IdTokenError::Signature);
    for algorithm in ["none", "HS256", "RS512", "es256"] {
        let token = signer.sign(&json!({ "alg": algorithm, "kid": "k1" }), &payload());
        assert_eq!(fails(&token, &signer.keys()), IdTokenError::Algorithm, "{algorithm}");
    }
    // The key is for another kind of signature than the head says.
    let token = signer.sign(&json!({ "alg": "RS256", "kid": "k1" }), &payload());
    assert_eq!(fails(&token, &signer.keys()), IdTokenError::Signature);
    let (signed, _) = good.rsplit_once('.').unwrap();
    assert_eq!(fails(&format!("{signed}."), &signer.keys()), IdTokenError::Signature);
    for token in ["", "a", "a.b", "a.b.c", "!.!.!", &good.replace('.', "")] {
        assert_eq!(fails(token, &signer.keys()), IdTokenError::Unreadable, "{token}");
    }
}
