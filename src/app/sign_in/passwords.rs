//! Password hashing with argon2id (19 MiB, 2 passes), one hash at a time in one reused buffer, off the worker threads:
//! many sign-ins at once queue instead of using more memory. Verifying takes equally long for an unknown person, and
//! counts failures before the next one begins, so that simultaneous attempts count too (`failed_sign_ins.rs`). The
//! length of passwords is limited in `domain/values/text.rs`, hashes are stored by `store/people/users.rs`; random
//! secrets need no slow hash and are in `secrets.rs`.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicU64, Ordering},
};

use argon2::{Algorithm, Argon2, Block, Params, Version, password_hash::phc::PasswordHash};
use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

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
        let _waiting = Waiting::new(&self.meters);
        let turn = self.turn().await?;
        let (text, _turn) = self
            .compute(turn, move |memory| {
                let salt: [u8; 16] = secrets::random()?;
                let params = Params::default();
                let output = argon2id(&password, &salt, params.clone(), memory)?;
                Ok(format!(
                    "$argon2id$v=19$m={},t={},p={}${}${}",
                    params.m_cost(),
                    params.t_cost(),
                    params.p_cost(),
                    STANDARD_NO_PAD.encode(salt),
                    STANDARD_NO_PAD.encode(output)
                ))
            })
            .await?;
        Ok(text)
    }

    /// Whether the password matches the hash; takes equally long when there is no hash. Without a password, since the
    /// text can be nobody's, the attempt fails. It goes on when nobody waits for its answer, so that no failure is left
    /// uncounted.
    ///
    /// # Errors
    /// `too_many_requests` after too many failures, `unavailable` when there is no memory or no database.
    pub async fn verify(&self, password: Option<Password>, hash: Option<String>, trial: Trial) -> Result<bool> {
        let passwords = self.clone();
        let attempt = tokio::spawn(async move { passwords.verify_in_turn(password, hash, &trial).await });
        attempt.await.map_err(|_| unavailable())?
    }

    async fn verify_in_turn(&self, password: Option<Password>, hash: Option<String>, trial: &Trial) -> Result<bool> {
        let _waiting = Waiting::new(&self.meters);
        let turn = self.turn().await?;
        trial.begin().await?;
        let (right, _turn) = match password {
            Some(password) => self.compute(turn, move |memory| is_right(&password, hash, memory)).await?,
            None => (false, turn),
        };
        if !right {
            trial.failed().await?;
        }
        Ok(right)
    }

    /// How many hashes were computed since the start. Every attempt to sign in costs one.
    #[must_use]
    pub fn computed(&self) -> u64 {
        self.computed.load(Ordering::Relaxed)
    }

    async fn turn(&self) -> Result<OwnedSemaphorePermit> {
        Arc::clone(&self.turn).acquire_owned().await.map_err(|_| unavailable())
    }

    /// Computes a hash in one's turn, which ends only with the computation even if nobody waits for it any more.
    async fn compute<T: Send + 'static>(
        &self,
        turn: OwnedSemaphorePermit,
        work: impl FnOnce(&mut Vec<Block>) -> Result<T> + Send + 'static,
    ) -> Result<(T, OwnedSemaphorePermit)> {
        let memory = Arc::clone(&self.memory);
        self.computed.fetch_add(1, Ordering::Relaxed);
        self.meters.hashes.increment(1);
        tokio::task::spawn_blocking(move || {
            work(&mut memory.lock().unwrap_or_else(PoisonError::into_inner)).map(|done| (done, turn))
        })
        .await
        .map_err(|_| unavailable())?
    }
}

fn unavailable() -> Error {
    Error::new(Code::Unavailable, "error-passwords-unavailable")
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

/// Whether the password matches the hash, which takes equally long without one.
fn is_right(password: &Password, hash: Option<String>, memory: &mut Vec<Block>) -> Result<bool> {
    let known = hash.is_some();
    let text = hash.unwrap_or_else(|| NOBODY.to_owned());
    let broken = |_| Error::internal("A stored password hash cannot be read.");
    let parsed = PasswordHash::new(&text).map_err(broken)?;
    let params = Params::try_from(&parsed).map_err(|_| Error::internal("Unknown hash parameters."))?;
    let salt = parsed.salt.as_ref().map(|salt| salt.as_ref().to_vec()).unwrap_or_default();
    let output = argon2id(password, &salt, params, memory)?;
    let same = parsed.hash.as_ref().is_some_and(|stored| secrets::constant_time_eq(stored.as_bytes(), &output));
    Ok(known && same)
}

fn argon2id(password: &Password, salt: &[u8], params: Params, memory: &mut Vec<Block>) -> Result<[u8; OUTPUT]> {
    memory.resize(params.block_count().max(memory.len()), Block::default());
    let mut output = [0; OUTPUT];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into_with_memory(password.as_bytes(), salt, &mut output, memory)
        .map_err(|_| Error::new(Code::Unavailable, "error-unavailable"))?;
    Ok(output)
}
