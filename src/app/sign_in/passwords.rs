//! Password hashing with argon2id (19 MiB, 2 passes), one hash at a time in one reused buffer, off the worker threads:
//! many sign-ins at once queue instead of using more memory. Verifying takes equally long for an unknown person. The
//! length of passwords is limited in `domain/values/text.rs`, hashes are stored by `store/people/users.rs`; random
//! secrets need no slow hash and are in `secrets.rs`.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicU64, Ordering},
};

use argon2::{Algorithm, Argon2, Block, Params, Version, password_hash::phc::PasswordHash};
use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use tokio::sync::Semaphore;

use super::{failed_sign_ins::Trial, secrets};
use crate::{
    app::error::{Code, Error, Result},
    domain::values::text::Password,
    metrics::PasswordMeters,
};

const OUTPUT: usize = 32;

/// Replaces the hash of an unknown person, so that verifying takes equally long.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

#[derive(Clone)]
pub struct Passwords {
    turn: Arc<Semaphore>,
    memory: Arc<Mutex<Vec<Block>>>,
    computed: Arc<AtomicU64>,
    meters: PasswordMeters,
}

impl Passwords {
    #[must_use]
    pub fn new(meters: PasswordMeters) -> Self {
        Self { turn: Arc::new(Semaphore::new(1)), memory: Arc::default(), computed: Arc::default(), meters }
    }

    /// Hashes a password; the result is in the PHC string format.
    ///
    /// # Errors
    /// `unavailable` when there are no random bytes or no memory.
    pub async fn hash(&self, password: Password) -> Result<String> {
        self.in_turn(move |memory| {
            let salt: [u8; 16] = secrets::random()?;
            let params = Params::default();
            let output = compute(&password, &salt, params.clone(), memory)?;
            Ok(format!(
                "$argon2id$v=19$m={},t={},p={}${}${}",
                params.m_cost(),
                params.t_cost(),
                params.p_cost(),
                STANDARD_NO_PAD.encode(salt),
                STANDARD_NO_PAD.encode(output)
            ))
        })
        .await
    }

    /// Whether the password matches the hash; takes equally long when there is no hash.
    ///
    /// # Errors
    /// `too_many_requests` after too many failures, `unavailable` when there is no memory.
    pub async fn verify(&self, password: Password, hash: Option<String>, trial: Trial) -> Result<bool> {
        self.in_turn(move |memory| {
            trial.begin()?;
            let known = hash.is_some();
            let text = hash.unwrap_or_else(|| NOBODY.to_owned());
            let broken = |_| Error::internal("A stored password hash cannot be read.");
            let parsed = PasswordHash::new(&text).map_err(broken)?;
            let params = Params::try_from(&parsed).map_err(|_| Error::internal("Unknown hash parameters."))?;
            let salt = parsed.salt.as_ref().map(|salt| salt.as_ref().to_vec()).unwrap_or_default();
            let output = compute(&password, &salt, params, memory)?;
            let same = parsed.hash.as_ref().is_some_and(|stored| secrets::constant_time_eq(stored.as_bytes(), &output));
            trial.end(known && same);
            Ok(known && same)
        })
        .await
    }

    /// How many hashes were computed since the start. Every attempt to sign in costs one.
    #[must_use]
    pub fn computed(&self) -> u64 {
        self.computed.load(Ordering::Relaxed)
    }

    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Vec<Block>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let _waiting = Waiting::new(&self.meters);
        let unavailable = |_| Error::new(Code::Unavailable, "error-passwords-unavailable");
        let turn = Arc::clone(&self.turn).acquire_owned().await.map_err(unavailable)?;
        let memory = Arc::clone(&self.memory);
        self.computed.fetch_add(1, Ordering::Relaxed);
        self.meters.hashes.increment(1);
        tokio::task::spawn_blocking(move || {
            let _turn = turn;
            work(&mut memory.lock().unwrap_or_else(PoisonError::into_inner))
        })
        .await
        .map_err(|_| Error::new(Code::Unavailable, "error-passwords-unavailable"))?
    }
}

/// Counts a hash as waiting until this is dropped.
struct Waiting<'m>(&'m PasswordMeters);

impl<'m> Waiting<'m> {
    fn new(meters: &'m PasswordMeters) -> Self {
        meters.waiting.increment(1.0);
        Self(meters)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.waiting.decrement(1.0);
    }
}

fn compute(password: &Password, salt: &[u8], params: Params, memory: &mut Vec<Block>) -> Result<[u8; OUTPUT]> {
    memory.resize(params.block_count().max(memory.len()), Block::default());
    let mut output = [0; OUTPUT];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into_with_memory(password.as_bytes(), salt, &mut output, memory)
        .map_err(|_| Error::new(Code::Unavailable, "error-unavailable"))?;
    Ok(output)
}
