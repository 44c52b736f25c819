/**
 * Asks the browser for what the page says, and posts what it answers (WebAuthn). Everything that is judged is judged by the
 * operator. On the page that leads back it only follows the link.
 */
const form = document.querySelector('#passkey');
const back = document.querySelector('#back');

if (back) location.assign(back.href);
if (form) offer(form);

function offer(form) {
  const button = document.querySelector('#ask');
  const waiting = document.querySelector('#waiting');
  if (!window.PublicKeyCredential) {
    button.disabled = true;
    say('unsupported');
    return;
  }
  button.addEventListener('click', async () => {
    if (Date.now() >= Date.parse(form.dataset.expiresAt)) {
      say('expired');
      return;
    }
    say(null);
    button.disabled = true;
    waiting.hidden = false;
    try {
      fill(form, await ask(JSON.parse(form.dataset.asked)));
      form.submit();
    } catch (error) {
      say(failureOf(error));
      button.disabled = false;
      waiting.hidden = true;
      button.focus();
    }
  });
}

function ask({ create, get }) {
  if (get) return navigator.credentials.get({ publicKey: { ...get, challenge: bytes(get.challenge) } });
  const excludeCredentials = create.excludeCredentials.map((one) => ({ ...one, id: bytes(one.id) }));
  const user = { ...create.user, id: bytes(create.user.id) };
  return navigator.credentials.create({
    publicKey: { ...create, challenge: bytes(create.challenge), user, excludeCredentials },
  });
}

function fill(form, { rawId, response }) {
  const isNew = 'attestationObject' in response;
  const answer = {
    id: rawId,
    clientData: response.clientDataJSON,
    authenticatorData: isNew ? response.getAuthenticatorData() : response.authenticatorData,
    publicKey: isNew ? response.getPublicKey() : null,
    signature: response.signature,
    userHandle: response.userHandle,
  };
  for (const [name, value] of Object.entries(answer)) form.elements[name].value = value ? text(value) : '';
}

/** §5.1.3 and §5.1.4: what browsers refuse with. A person who cancels and one who is too slow look the same. */
function failureOf({ name }) {
  if (name === 'NotAllowedError' || name === 'AbortError') return 'cancelled';
  return name === 'InvalidStateError' ? 'existing' : 'unable';
}

/** Shows one failure, or none. */
function say(failure) {
  const failures = document.querySelector('#failures');
  for (const one of failures.children) one.hidden = one.dataset.failure !== failure;
  failures.hidden = failure === null;
}

function bytes(base64url) {
  const binary = atob(base64url.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (one) => one.charCodeAt(0));
}

function text(buffer) {
  const binary = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
