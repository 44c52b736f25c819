/** Links of other programs: what a hostile page may achieve with one, and for whom one waits. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AccountId } from '../../contract/model/ids.ts';
import { parseLink } from '../../contract/model/incoming-link.ts';
import { createIncomingLinks } from '../../main/supervisor/incoming-links.ts';

const envelopeId = '01920000-0000-7000-8000-000000000001';
const letter = { kind: 'compose', to: [], cc: [], subject: '', text: '', isPartial: false };

describe('a link', () => {
  it('of mail begins a letter: recipients, copies, subject and text', () => {
    expect(
      parseLink('MAILTO:Paul.Leroy@exemple.fr,anne%40exemple.fr?cc=b@exemple.fr&subject=Avis%20M.%20D&body=L1%0D%0AL2'),
    ).toEqual({
      ...letter,
      to: ['paul.leroy@exemple.fr', 'anne@exemple.fr'],
      cc: ['b@exemple.fr'],
      subject: 'Avis M. D',
      text: 'L1\nL2',
    });
  });
  it('of our own does the same, or names an envelope', () => {
    expect(parseLink('medimail:compose?to=a@exemple.fr&subject=1+1')).toMatchObject({
      to: ['a@exemple.fr'],
      subject: '1+1',
    });
    expect(parseLink('medimail:compose')).toEqual(letter);
    expect(parseLink(`medimail:envelope/${envelopeId}`)).toEqual({ kind: 'envelope', envelopeId });
  });
  it('names each person once', () => {
    expect(parseLink('mailto:a@exemple.fr?to=A@exemple.fr&cc=a@exemple.fr,b@exemple.fr')).toMatchObject({
      to: ['a@exemple.fr'],
      cc: ['b@exemple.fr'],
    });
  });
  it.each([
    ['attach=/etc/passwd'],
    ['attachment=file:///c:/dossier.pdf'],
    ['bcc=espion@exemple.fr'],
    ['from=chef@exemple.fr'],
    ['in-reply-to=x'],
  ])('brings nothing by « %s », and says that it asked for more', (field) => {
    expect(parseLink(`mailto:a@exemple.fr?${field}`)).toEqual({ ...letter, to: ['a@exemple.fr'], isPartial: true });
  });
  it('hides nothing: controls, marks of direction and invisible letters are gone', () => {
    const hostile = encodeURIComponent('Bilan\r\nBcc: x@y.fr \u202Efdp.exe\u200B\u0007\u{E0041}');
    expect(parseLink(`mailto:?subject=${hostile}&body=${hostile}`)).toMatchObject({
      subject: 'Bilan Bcc: x@y.fr fdp.exe',
      text: 'Bilan\nBcc: x@y.fr fdp.exe',
    });
  });
  it('is cut where it is too long, and says so', () => {
    const link = parseLink(`mailto:?subject=${'s'.repeat(300)}&body=${'b'.repeat(5_000)}`);
    expect(link).toMatchObject({ subject: 's'.repeat(200), text: 'b'.repeat(4_000), isPartial: true });
  });
  it.each([
    ['a name beside the address', 'mailto:%22Dr%20LEROY%22%20%3Ca@exemple.fr%3E'],
    ['a letter that looks like another in an address', 'mailto:paul@ex\u0435mple.fr'],
    ['a broken encoding', 'mailto:a@exemple.fr?subject=%E0%A4%A'],
    ['two subjects', 'mailto:a@exemple.fr?subject=1&subject=2'],
    ['a crowd', `mailto:${Array.from({ length: 21 }, (_, at) => `a${at}@exemple.fr`).join(',')}`],
    ['an endless text', `mailto:?body=${'b'.repeat(20_000)}`],
    ['another act', 'medimail:send?to=a@exemple.fr'],
    ['a path behind the envelope', `medimail:envelope/${envelopeId}/../../send`],
    ['no envelope', 'medimail:envelope/1'],
    ['another scheme', 'https://exemple.fr/'],
    ['an option of the program', '--gpu-launcher=sh'],
  ])('with %s is refused', (_what, link) => {
    expect(parseLink(link)).toBeNull();
  });
});

const claire = AccountId.parse('01920000-0000-7000-8000-0000000000c1');
const paul = AccountId.parse('01920000-0000-7000-8000-0000000000a2');

describe('a link that waits', () => {
  let owner: AccountId | null;
  let isSignedIn: boolean;
  let told: string[];
  const desk = () =>
    createIncomingLinks({
      supervisor: {
        whose: () => owner,
        isSignedIn: () => isSignedIn,
        tellPage: (channel) => void told.push(channel),
        passkeyReturned: ({ state, code }) => void told.push(`${state} ${code}`),
      },
      bringToFront: () => void told.push('front'),
    });
  beforeEach(() => {
    vi.useFakeTimers();
    owner = null;
    isSignedIn = false;
    told = [];
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is followed at once by who is signed in, and once', () => {
    [owner, isSignedIn] = [claire, true];
    const links = desk();
    links.open('mailto:a@exemple.fr');
    expect(told).toEqual(['front', 'app.linkChanged']);
    expect(links.take()).toMatchObject({ to: ['a@exemple.fr'] });
    expect(links.take()).toBeNull();
  });
  it('stays out of reach while the screen is locked, and is for the one who locked it', () => {
    owner = claire;
    const links = desk();
    links.open('mailto:a@exemple.fr');
    expect(links.take()).toBeNull();
    expect(links.waits()).toBe(true);
    isSignedIn = true;
    expect(links.take()).not.toBeNull();
  });
  it('is gone for anybody else', () => {
    owner = claire;
    const links = desk();
    links.open('mailto:a@exemple.fr');
    owner = null;
    expect(links.waits()).toBe(false);
    [owner, isSignedIn] = [paul, true];
    expect(links.take()).toBeNull();
    [owner, isSignedIn] = [claire, true];
    expect(links.take()).toBeNull();
  });
  it('that came before anybody signed in is for the first who does', () => {
    const links = desk();
    links.open(`medimail:envelope/${envelopeId}`);
    expect(links.waits()).toBe(true);
    [owner, isSignedIn] = [paul, true];
    expect(links.take()).toMatchObject({ kind: 'envelope' });
  });
  it('is forgotten after ten minutes, and when it is given up, which the page hears of', () => {
    const links = desk();
    links.open('mailto:a@exemple.fr');
    vi.advanceTimersByTime(10 * 60_000);
    expect(links.waits()).toBe(false);
    links.open('mailto:a@exemple.fr');
    told = [];
    links.drop();
    expect(links.waits()).toBe(false);
    expect(told).toEqual(['app.linkChanged']);
  });
  it('that brings a passkey’s answer back goes to the page at once, waits for nobody, and lets the one before it wait', () => {
    const links = desk();
    links.open('mailto:a@exemple.fr');
    told = [];
    const [state, code] = ['S'.repeat(22), 'C'.repeat(43)];
    links.open(`medimail:passkey/${state}/${code}`);
    expect(told).toEqual(['front', `${state} ${code}`]);
    expect(links.waits()).toBe(true);
  });
  it.each([
    `medimail:passkey/${'S'.repeat(22)}`,
    `medimail:passkey/${'S'.repeat(22)}/${'C'.repeat(42)}`,
    `medimail:passkey/${'S'.repeat(22)}/${'C'.repeat(43)}?x=1`,
    `medimail:passkey/${'é'.repeat(22)}/${'C'.repeat(43)}`,
    `mailto:passkey/${'S'.repeat(22)}/${'C'.repeat(43)}`,
  ])('that only looks like such an answer is refused: %s', (text) => {
    desk().open(text);
    expect(told.at(-1)).toBe('app.linkRefused');
  });
  it('that makes no sense keeps the one before it, and is said to be refused', () => {
    const links = desk();
    links.open('mailto:a@exemple.fr');
    links.open('medimail:send?to=b@exemple.fr');
    expect(told.at(-1)).toBe('app.linkRefused');
    expect(links.waits()).toBe(true);
  });
});
