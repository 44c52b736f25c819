import { beforeEach, describe, expect, it } from 'vitest';
import { ck } from '../../native/pkcs11/cryptoki.ts';
import { ckr } from '../../native/pkcs11/failures.ts';
import { createTokenService, type TokenService } from '../../native/pkcs11/token-service.ts';
import { cast } from '../support/pki/people.ts';
import { createPki } from '../support/pki/pki.ts';
import { emptyWatch, type FakeToken, fakeModule } from './fake-cryptoki.ts';

const reader = 'Lecteur à clavier 00 00';
const pin = (digits = '1234') => Uint8Array.from(Buffer.from(digits));
const data = Buffer.from('signed attributes');

let token: FakeToken;
let service: TokenService;

beforeEach(async () => {
  const pki = await createPki();
  const fake = fakeModule(await pki.issueCard(cast['claire-martin']), reader);
  token = fake.token;
  service = createTokenService({ modules: fake.modules, watch: emptyWatch(), config: { readers: null } });
});

const login = (digits: string | null = '1234', finalTryConfirmed = false) =>
  service.login({ reader, pin: digits === null ? null : pin(digits), finalTryConfirmed });

async function sign(purpose: 'authentication' | 'signature', digits: string | null = null) {
  const { certificates } = await service.readCard({ reader });
  const fingerprint = certificates.find((certificate) => certificate.purpose === purpose)?.fingerprint ?? '';
  return service.sign({
    reader,
    fingerprint,
    scheme: 'rsa-pkcs1-sha256',
    data,
    pin: digits === null ? null : pin(digits),
    finalTryConfirmed: false,
  });
}

describe('a reader with its own keys', () => {
  beforeEach(() => {
    token.flags = ck.tokenFlag.protectedAuthenticationPath;
  });

  it('is announced as such', async () => {
    expect((await service.readCard({ reader })).pin.pinPad).toBe(true);
  });

  it('gets no PIN from us, even when one was given', async () => {
    await login(null);
    await service.logout({ reader });
    await login('1234');
    expect(token.logins).toEqual([
      { user: ck.user.normal, pin: '' },
      { user: ck.user.normal, pin: '' },
    ]);
  });

  it('asks on its own keys for each signature that wants the PIN', async () => {
    token.alwaysAuthenticate = true;
    await login(null);
    await expect(sign('signature')).resolves.toHaveProperty('signature');
    expect(token.logins.map(({ user }) => user)).toEqual([ck.user.normal, ck.user.contextSpecific]);
  });

  it('says when the user pressed cancel', async () => {
    token.judge = () => ckr.functionCanceled;
    await expect(login(null)).rejects.toMatchObject({ code: 'card.pin-cancelled' });
  });

  it('asks for confirmation before the final try all the same', async () => {
    token.flags |= ck.tokenFlag.userPinFinalTry;
    await expect(login(null)).rejects.toMatchObject({ code: 'card.final-try' });
    expect(token.logins).toEqual([]);
    await expect(login(null, true)).resolves.toMatchObject({ pinPad: true });
  });
});

describe('a card that tells its tries by flags alone', () => {
  it('turns them into words, and into numbers where they are one', async () => {
    const status = async (flags: number) => {
      token.flags = flags;
      return service.pinStatus({ reader });
    };
    expect(await status(0)).toMatchObject({ triesLeft: null, countLow: false, finalTry: false, blocked: false });
    expect(await status(ck.tokenFlag.userPinCountLow)).toMatchObject({ triesLeft: null, countLow: true });
    expect(await status(ck.tokenFlag.userPinFinalTry)).toMatchObject({ triesLeft: 1, finalTry: true });
    expect(await status(ck.tokenFlag.userPinLocked)).toMatchObject({ triesLeft: 0, blocked: true, finalTry: false });
  });

  it('does not call the next try the final one after a login, though the flag stands', async () => {
    token.flags = ck.tokenFlag.userPinFinalTry;
    expect(await login('1234', true)).toMatchObject({ finalTry: false });
    token.alwaysAuthenticate = true;
    await expect(sign('signature', '1234')).resolves.toHaveProperty('signature');
  });

  it('is not asked anything when blocked', async () => {
    token.flags = ck.tokenFlag.userPinLocked;
    await expect(login()).rejects.toMatchObject({ code: 'card.pin-blocked' });
    expect(token.logins).toEqual([]);
  });
});

describe('a PIN', () => {
  it('is tried once, whatever the module answers', async () => {
    for (const value of [ckr.pinIncorrect, ckr.generalError, ckr.deviceError, ckr.functionFailed, 0x80000001]) {
      token.logins.length = 0;
      token.judge = () => value;
      await expect(login()).rejects.toHaveProperty('code');
      expect(token.logins).toHaveLength(1);
    }
  });

  it('given with a signature that needs none is not sent', async () => {
    await login();
    await sign('authentication', '1234');
    expect(token.logins).toHaveLength(1);
  });

  it('that was wrong for a signature ends the login', async () => {
    token.alwaysAuthenticate = true;
    await login();
    token.judge = () => ckr.pinIncorrect;
    await expect(sign('signature', '9999')).rejects.toMatchObject({ code: 'card.pin-incorrect' });
    expect(token.calls.filter((call) => call === 'C_Sign')).toEqual([]);
  });
});

describe('errors nobody can explain', () => {
  it('make a read look once more, with a session opened anew', async () => {
    await service.readCard({ reader });
    token.failures.C_GetTokenInfo = [ckr.generalError, ckr.generalError];
    await expect(service.pinStatus({ reader })).resolves.toMatchObject({ blocked: false });
    expect(token.calls.filter((call) => call === 'C_OpenSession')).toHaveLength(2);
  });

  it('are told when they persist', async () => {
    token.failures.C_GetSlotList = new Array<number>(10).fill(ckr.generalError);
    await expect(service.readCard({ reader })).rejects.toMatchObject({ code: 'card.unreadable' });
  });

  it('never make a signature be repeated', async () => {
    await login();
    token.failures.C_Sign = [ckr.generalError];
    await expect(sign('authentication')).rejects.toMatchObject({ code: 'card.unreadable' });
    expect(token.calls.filter((call) => call === 'C_Sign')).toHaveLength(1);
  });
});
