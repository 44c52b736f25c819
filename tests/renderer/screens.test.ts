import type { TFunction } from 'i18next';
import { describe, expect, it } from 'vitest';
import type { CardState } from '../../contract/ipc/card.contract.ts';
import type { OutboxRow, RecipientFact } from '../../contract/ipc/draft.contract.ts';
import { distribute, numberedSubject } from '../../contract/model/numbered-envelopes.ts';
import { EmailAddress, invitedSender } from '../../contract/model/person.ts';
import { model } from '../../renderer/locales/fr/resources.ts';
import {
  doubtsAbout,
  type LetterToCheck,
  ownWords,
  typedAddress,
  withRecipient,
} from '../../renderer/screens/composer/letter-checks.ts';
import { patientDoubt } from '../../renderer/screens/composer/patient-names.ts';
import { filledTemplate, fillFields, nextField } from '../../renderer/screens/composer/template-fields.ts';
import {
  criteriaOf,
  isSearchable,
  lettersMissing,
  noCriteria,
  specialtyOptions,
  withProfession,
} from '../../renderer/screens/directory/criteria.ts';
import {
  canCancel,
  groupOf,
  isHeldForScan,
  leadingEntry,
  sentFraction,
  undoSeconds,
} from '../../renderer/screens/outbox/departure.ts';
import { digestOf, headerWordsOf, isByLink, trustOf } from '../../renderer/screens/reader/trust.ts';
import { kindsOf, kindWords } from '../../renderer/screens/settings/activity-words.ts';
import { channelsFor, toldEvents } from '../../renderer/screens/settings/notification-events.ts';
import { findSettings } from '../../renderer/screens/settings/settings-index.ts';
import { signInSteps } from '../../renderer/screens/sign-in/sign-in-steps.ts';
import { extensionOf } from '../../renderer/ui/format/file-name.ts';
import { highlight } from '../../renderer/ui/format/highlight.ts';
import { chosenMoment, mondayMorning, tomorrowMorning } from '../../renderer/ui/format/moments.ts';
import { PAGE_ROWS, pagesFor } from '../../renderer/ui/pages.ts';
import { waitBeforeSaving } from '../../renderer/ui/unsaved-texts.ts';
import { viewOf } from '../../tools/renderer-preview/envelopes.ts';
import { idOf } from '../../tools/renderer-preview/people.ts';

describe('signing in', () => {
  const card = {
    reader: 'Lecteur',
    givenName: 'Claire',
    familyName: 'MARTIN',
    title: 'Dr',
    profession: 'Médecin',
    rpps: null,
    organisation: null,
    family: 'CPS',
    validUntil: '2028-06-30T00:00:00.000Z',
    pin: { triesLeft: 3, maxTries: 3, finalTry: false, blocked: false, pinPad: false, minLength: 4, maxLength: 4 },
    problem: null,
    pinPerSignature: false,
  };
  const looks = (state: CardState | undefined): string[] => signInSteps(state, 'typing').map(({ look }) => look);

  it('shows for each state which of reader, card and code is awaited', () => {
    expect(looks(undefined)).toEqual(['current', 'waiting', 'waiting']);
    expect(looks({ state: 'service-unavailable' })).toEqual(['failed', 'waiting', 'waiting']);
    expect(looks({ state: 'no-reader' })).toEqual(['failed', 'waiting', 'waiting']);
    expect(looks({ state: 'no-card', readers: ['A'] })).toEqual(['done', 'current', 'waiting']);
    expect(looks({ state: 'reading', reader: 'A' })).toEqual(['done', 'current', 'waiting']);
    expect(looks({ state: 'unreadable', reader: 'A', problem: 'card.unreadable' })).toEqual([
      'done',
      'failed',
      'waiting',
    ]);
    expect(looks({ state: 'several', cards: [card, card] })).toEqual(['done', 'current', 'waiting']);
    expect(looks({ state: 'ready', card })).toEqual(['done', 'done', 'current']);
  });

  it('refuses a card with a problem before any code is asked, and says when the code is blocked', () => {
    expect(looks({ state: 'ready', card: { ...card, problem: 'card.certificate-expired' } })).toEqual([
      'done',
      'failed',
      'waiting',
    ]);
    expect(looks({ state: 'ready', card: { ...card, pin: { ...card.pin, blocked: true } } })).toEqual([
      'done',
      'done',
      'failed',
    ]);
  });

  it('follows the code from typed to checked to done', () => {
    const words = (['typing', 'checking', 'opening'] as const).map(
      (phase) => signInSteps({ state: 'ready', card }, phase)[2]?.word,
    );
    expect(words).toEqual(['pinToType', 'pinChecking', 'pinDone']);
  });
});

describe('what the reader vouches for', () => {
  it('is nothing at all when signature or seal is altered', () => {
    const { signature, seal } = viewOf(8, 'pdf');
    expect(trustOf(signature, seal)).toBe('altered');
    expect(trustOf({ state: 'altered' }, viewOf(0, 'pdf').seal)).toBe('altered');
  });

  it('is in doubt when either cannot be verified', () => {
    expect(trustOf(viewOf(6, 'pdf').signature, viewOf(0, 'pdf').seal)).toBe('doubt');
    expect(trustOf({ state: 'valid', signer: null as never }, { state: 'unverifiable', reason: '' })).toBe('doubt');
  });

  it('holds for unsigned envelopes and for certificates revoked since', () => {
    expect(trustOf({ state: 'unsigned' }, viewOf(0, 'pdf').seal)).toBe('vouched');
    expect(trustOf(viewOf(5, 'pdf').signature, viewOf(5, 'pdf').seal)).toBe('vouched');
  });

  it('names the invitation’s link as the right to deposit where the seal says so, and the record where no seal holds', () => {
    const view = viewOf(7, 'pdf');
    const guest = { ...view.record, sender: invitedSender('jean.dupont@cabinet-exemple.example') };
    expect(isByLink(view)).toBe(false);
    expect(isByLink({ record: guest, deposit: 'mailed-link' })).toBe(true);
    expect(isByLink({ record: guest, deposit: 'mailed-link-and-phone-code' })).toBe(true);
    // A record that names a colleague changes nothing of what was sealed.
    expect(isByLink({ ...view, deposit: 'mailed-link' })).toBe(true);
    expect(isByLink({ record: guest, deposit: null })).toBe(true);
    expect(isByLink({ ...view, deposit: null })).toBe(false);
  });

  it('draws the seal from the checked digest, else from the announced one', () => {
    const view = viewOf(0, 'pdf');
    expect(digestOf({ ...view, seal: { state: 'altered', sha256: 'a'.repeat(64) } })).toBe('a'.repeat(64));
    expect(digestOf({ ...view, seal: { state: 'unverifiable', reason: '' } })).toBe(view.record.message.sha256);
  });

  it('names header fields that differ once each', () => {
    expect(headerWordsOf(['From', 'Sender', 'Subject', 'X-Odd', 'List-Id'])).toEqual([
      'headerFrom',
      'headerSubject',
      'headerOther',
    ]);
  });
});

describe('a letter about to leave', () => {
  const plain: LetterToCheck = {
    subject: 'Avis',
    text: '',
    attachments: [],
    recipients: [],
    senderName: 'Dr Claire MARTIN',
    facts: [],
  };
  const fact = (address: string, part: Partial<RecipientFact> = {}): RecipientFact => ({
    address: EmailAddress.parse(address),
    hasMet: true,
    namesake: null,
    ...part,
  });

  it('is doubted when it speaks of an attachment and has none', () => {
    const file = { name: 'bilan.pdf', sizeBytes: 10 };
    const about = (text: string, attachments: LetterToCheck['attachments'] = []) =>
      doubtsAbout({ ...plain, text, attachments });
    expect(about('Vous trouverez ci-joint le bilan.')).toEqual([{ kind: 'no-attachment' }]);
    expect(about('Je vous joins l’écho.')).toEqual([{ kind: 'no-attachment' }]);
    expect(about('Voir pièces jointes')).toEqual([{ kind: 'no-attachment' }]);
    expect(about('Vous trouverez ci-joint le bilan.', [file])).toEqual([]);
    expect(about('Le conjoint est venu.')).toEqual([]);
  });

  it('is not doubted for what others wrote: quoted lines, and an envelope passed on', () => {
    expect(ownWords('Merci\n> ci-joint le CR\nBien à vous', '— Transférée —')).toBe('Merci\nBien à vous');
    expect(ownWords('Voir ci-dessous.\n\n— Transférée —\nci-joint', '— Transférée —')).toBe('Voir ci-dessous.\n\n');
  });
  it('is doubted when it has no subject', () => {
    expect(doubtsAbout({ ...plain, subject: '  ' })).toEqual([{ kind: 'no-subject' }]);
  });

  it('is doubted when a namesake of a correspondent would get it', () => {
    const namesake = { name: 'Dr Paul LEROY', address: EmailAddress.parse('paul.leroy@chu.example') };
    const facts = [fact('paul.leroy@ailleurs.example', { hasMet: false, namesake }), fact('a@chu.example')];
    expect(doubtsAbout({ ...plain, facts })).toEqual([
      {
        kind: 'namesake',
        address: 'paul.leroy@ailleurs.example',
        name: 'Dr Paul LEROY',
        known: 'paul.leroy@chu.example',
      },
    ]);
  });

  it('is doubted for the one stranger among people of one organisation, and for no other', () => {
    const to = (address: string) => ({ address: EmailAddress.parse(address), name: '', role: 'to' as const });
    const group = ['a@chu.example', 'b@chu.example', 'c@chu.example'].map(to);
    const stranger = fact('d@mail.example', { hasMet: false });
    const about = (recipients: typeof group, facts: readonly RecipientFact[]) =>
      doubtsAbout({ ...plain, recipients, facts }).map(({ kind }) => kind);
    expect(about([...group, to('d@mail.example')], [stranger])).toEqual(['outsider']);
    expect(about([...group, to('d@mail.example')], [fact('d@mail.example')])).toEqual([]);
    expect(about([...group.slice(1), to('d@mail.example')], [stranger])).toEqual([]);
    expect(about([...group, to('d@mail.example'), to('e@mail.example')], [stranger])).toEqual([]);
    expect(about(group, [])).toEqual([]);
  });

  it('is asked about when its attachments make several envelopes', () => {
    const file = (sizeBytes: number) => ({ name: 'irm.zip', sizeBytes });
    const attachments = [file(30_000_000), file(20_000_000), file(10_000_000)];
    expect(doubtsAbout({ ...plain, attachments })).toEqual([{ kind: 'several-envelopes', count: 2 }]);
    expect(distribute(attachments)).toEqual([[attachments[0], attachments[2]], [attachments[1]]]);
    expect(distribute([])).toEqual([[]]);
    expect(distribute([file(50_000_000), file(1)])).toHaveLength(2);
    expect([1, 2].map((number) => numberedSubject('IRM', number, 2))).toEqual(['IRM (1/2)', 'IRM (2/2)']);
    expect(numberedSubject('', 1, 2)).toBe('(1/2)');
    expect(numberedSubject('a'.repeat(998), 1, 2)).toHaveLength(998);
  });

  describe('with files of another patient', () => {
    const about = (text: string, files: readonly string[], others: readonly string[] = ['Dr Claire MARTIN']) =>
      patientDoubt({ subject: '', text, files, others });

    it.each([
      ['Je vous adresse M. DUPONT Jean.', 'Biologie_M_DUPOND.pdf', 'DUPOND'],
      ['Avis pour Mme Lucie BLANC, 62 ans.', 'CR_DUPONT_Jean.pdf', 'DUPONT Jean'],
      ['Monsieur Dupont est sorti.', 'Jean LEFEVRE - IRM.pdf', 'LEFEVRE Jean'],
      ['Mme D’ORNANO va mieux.', 'Courrier Mme Le Goff.docx', 'Le Goff'],
    ])('asks: « %s » with %s', (text, file, inFile) => {
      expect(about(text, ['ordonnance.pdf', file])).toMatchObject({ inFile, file });
    });

    it.each([
      ['Je vous adresse M. DUPONT Jean.', 'CR_DUPONT_Jean.pdf'],
      ['Je vous adresse M. Dupont.', 'Biologie_M_DUPONT.pdf'],
      ['Madame, Monsieur, voici le scanner.', 'SCANNER Thorax M_DUPONT.pdf'],
      ['M. DUPONT va bien.', 'IRM CEREBRALE Injectee.pdf'],
      ['M. DUPONT va bien.', 'ECHOCARDIOGRAPHIE 2026-03-01.pdf'],
      ['M. DUPONT va bien.', 'Courrier MARTIN Claire.pdf'],
      ['M. DUPONT va bien.', 'Ordonnance Dr LEROY.pdf'],
      ['Bonjour, voici les clichés.', 'LEFEVRE Jean.pdf'],
      ['Mme le Docteur ROUX suit ce patient.', 'LEFEVRE Jean.pdf'],
      ['M. DUPONT, fils de Mme LEFEVRE, est venu.', 'LEFEVRE Jeanne.pdf'],
      ['Cher Monsieur Leroy,', 'LEFEVRE Jean.pdf'],
    ])('is silent: « %s » with %s', (text, file) => {
      expect(about(text, [file], ['Dr Claire MARTIN', 'M. Paul LEROY'])).toBeNull();
    });
  });

  it('takes a template at the cursor, fills what it knows, and asks for the rest in turn', () => {
    const values = { recipient: 'Dr Paul LEROY', date: 'mardi 3 mars 2026', subject: '' };
    const template = {
      name: 'Avis',
      subject: 'Avis — {{ patient }}',
      text: '{{Destinataire}},\n{{patient}} : {{objet}}.',
    };
    const { subject, text } = filledTemplate('', template, values);
    expect(subject).toBe('Avis — {{ patient }}');
    expect(text).toBe('Dr Paul LEROY,\n{{patient}} : Avis — {{ patient }}.');
    const kept = filledTemplate('INR', { ...template, text: '{{objet}}' }, { ...values, subject: 'INR' });
    expect(kept).toEqual({ subject: 'INR', text: 'INR' });
    const first = nextField(text, 0);
    expect(text.slice(first?.start, first?.end)).toBe('{{patient}}');
    expect(nextField(text, first?.end ?? 0)?.name).toBe('patient');
    expect(nextField('{{}} {{\n}} { {a} }', 0)).toBeNull();
    expect(fillFields('{{destinataire}}', { ...values, recipient: '' })).toBe('{{destinataire}}');
    expect(doubtsAbout({ ...plain, text: 'Voir {{patient}}.' })).toEqual([{ kind: 'unfilled', field: 'patient' }]);
  });

  it('is saved within two seconds of its first unsaved letter, however fast one types', () => {
    for (const rhythmMs of [1, 40, 120, 299]) {
      let sinceFirst = 0;
      // Each letter puts saving off, until it may not be put off any longer.
      while (waitBeforeSaving(sinceFirst) > rhythmMs) sinceFirst += rhythmMs;
      expect(sinceFirst + waitBeforeSaving(sinceFirst)).toBeLessThan(2_000);
    }
    expect(waitBeforeSaving(60_000)).toBe(0);
  });

  it('may leave tomorrow at eight, next Monday, or at another moment to come', () => {
    const saturday = new Date(2026, 10, 28, 19, 30);
    expect(tomorrowMorning(saturday)).toEqual(new Date(2026, 10, 29, 8));
    expect(mondayMorning(saturday)).toEqual(new Date(2026, 10, 30, 8));
    expect(mondayMorning(new Date(2026, 10, 29))).toBeNull();
    expect(mondayMorning(new Date(2026, 10, 30, 7))).toEqual(new Date(2026, 11, 7, 8));
    expect(tomorrowMorning(new Date(2026, 11, 31))).toEqual(new Date(2027, 0, 1, 8));
    expect(chosenMoment('2026-11-28T19:31', saturday, 31)).toEqual(new Date(2026, 10, 28, 19, 31));
    for (const value of ['', '2026-11-28T19:30', '2027-01-15T08:00', 'demain']) {
      expect(chosenMoment(value, saturday, 31)).toBeNull();
    }
  });

  it('has each recipient once, in the last role given', () => {
    const a = { address: 'a@exemple.fr', name: 'A', role: 'to' as const };
    expect(withRecipient([a], { ...a, role: 'cc' })).toEqual([{ ...a, role: 'cc' }]);
  });

  it('takes a whole address typed by hand, and only that', () => {
    expect(typedAddress(' Claire.Martin@Exemple.fr, ')).toBe('claire.martin@exemple.fr');
    expect(typedAddress('claire.martin@exemple')).toBeNull();
    expect(typedAddress('Dr Claire <claire@exemple.fr>')).toBeNull();
    expect(typedAddress('roux')).toBeNull();
  });
});

describe('the directory', () => {
  it('counts names from three letters, and a specialty only with its profession', () => {
    expect(criteriaOf({ ...noCriteria, familyName: 'ro', specialty: 'Cardiologie' })).toEqual({});
    const fields = { familyName: 'rou', department: '2A', profession: 'Médecin', specialty: 'Cardiologie' };
    expect(criteriaOf({ ...noCriteria, ...fields })).toEqual(fields);
  });

  it('says how many letters a name that was begun still needs', () => {
    expect(['', 'r', 'ro ', 'rou', 'd’a'].map(lettersMissing)).toEqual([0, 2, 1, 0, 0]);
  });

  it('offers the specialties of the chosen profession, and keeps one only where the next profession has it', () => {
    expect(specialtyOptions('')).toEqual([]);
    expect(specialtyOptions('Sage-femme')).toEqual([]);
    expect(specialtyOptions('Pharmacien').map(({ id }) => id)).toContain('Officine');
    const surgeon = { ...noCriteria, profession: 'Médecin', specialty: 'Chirurgie orale' };
    expect(withProfession(surgeon, 'Chirurgien-dentiste').specialty).toBe('Chirurgie orale');
    expect(withProfession(surgeon, 'Pharmacien').specialty).toBe('');
    expect(withProfession(surgeon, '').specialty).toBe('');
  });

  it('asks nothing without a criterion', () => {
    expect(isSearchable(noCriteria)).toBe(false);
    expect(isSearchable({ ...noCriteria, town: 'T' })).toBe(true);
  });

  it('marks the beginnings that answer, whatever accents and capitals', () => {
    const marked = (text: string, typed: string): string =>
      highlight(text, typed)
        .map(({ text: piece, hit }) => (hit ? `[${piece}]` : piece))
        .join('');
    expect(marked('ROUVIÈRE', 'rouvie')).toBe('[ROUVIÈ]RE');
    expect(marked('Anne-Lise ROUX', 'lis rou')).toBe('Anne-[Lis]e [ROU]X');
    expect(marked("L'Œuvre", 'oeu')).toBe("L'[Œu]vre");
    expect(marked('MARTIN', '')).toBe('MARTIN');
  });
});

describe('the outbox', () => {
  const at = new Date('2026-11-17T10:00:00.000Z');
  const entry = (part: Partial<OutboxRow>): OutboxRow => ({
    id: idOf(1) as OutboxRow['id'],
    subject: '',
    to: '',
    state: 'waiting',
    sizeBytes: 1_000,
    sentBytes: 0,
    secondsLeft: null,
    signedAt: null,
    unsigned: false,
    queuedAt: at.toISOString(),
    undoUntil: null,
    leaveAt: null,
    nextTryAt: null,
    error: null,
    ...part,
  });

  it('parts what the person must settle, what leaves and what waits', () => {
    expect(groupOf(entry({ state: 'failed' }), at)).toBe('to-settle');
    expect(groupOf(entry({ state: 'uploading' }), at)).toBe('leaving');
    expect(groupOf(entry({}), at)).toBe('waiting');
    expect(groupOf(entry({ undoUntil: '2026-11-17T10:00:05.000Z' }), at)).toBe('leaving');
    expect(groupOf(entry({ undoUntil: '2026-11-17T09:59:55.000Z' }), at)).toBe('waiting');
  });

  it('does not call waiting for the network what has arrived and waits for the scanner', () => {
    const held = entry({ sentBytes: 1_000, error: { code: 'operator.scan-pending', retry: 'later' } });
    expect([isHeldForScan(held), groupOf(held, at)]).toEqual([true, 'leaving']);
    expect(isHeldForScan({ ...held, state: 'uploading' })).toBe(false);
    expect(isHeldForScan(entry({ error: { code: 'operator.offline', retry: 'later' } }))).toBe(false);
  });

  it('counts down the seconds in which sending can be undone', () => {
    const undoUntil = '2026-11-17T10:00:08.200Z';
    expect(undoSeconds(entry({ undoUntil }), at)).toBe(9);
    expect(undoSeconds(entry({ undoUntil, state: 'sealed' }), at)).toBe(0);
    expect(undoSeconds(entry({ undoUntil }), new Date('2026-11-17T10:00:09.000Z'))).toBe(0);
  });

  it('fills the seal with the bytes that were sent, and to the brim only when all are', () => {
    expect(sentFraction(entry({ sentBytes: 250 }))).toBe(0.25);
    expect(sentFraction(entry({ sizeBytes: 0 }))).toBe(0);
    expect(sentFraction(entry({ state: 'sealing' }))).toBe(1);
  });

  it('shows the envelope that moves before those that wait', () => {
    const uploading = entry({ state: 'uploading', subject: 'moves' });
    expect(leadingEntry([entry({}), uploading])).toBe(uploading);
    expect(leadingEntry([entry({ state: 'failed' })])).toBeNull();
    expect(leadingEntry([entry({ leaveAt: '2026-11-18T07:00:00.000Z' })])).toBeNull();
  });

  it('lets an envelope be taken back until it is being sealed', () => {
    expect(canCancel(entry({ state: 'uploading' }))).toBe(true);
    expect(canCancel(entry({ state: 'sealing' }))).toBe(false);
  });
});

describe('lists of any length', () => {
  it('ask only for the pages in view', () => {
    expect(pagesFor(0, 30)).toEqual([0]);
    expect(pagesFor(PAGE_ROWS - 1, PAGE_ROWS)).toEqual([0, 1]);
    expect(pagesFor(49_980, 49_999)).toEqual([999]);
    expect(pagesFor(-3, -1)).toEqual([0]);
  });
});

describe('the settings', () => {
  const t = ((key: keyof typeof model.settings) => model.settings[key]) as unknown as TFunction<'settings'>;
  const found = (typed: string, signs = true) => findSettings(t, typed, signs).map(({ id }) => id);

  it('are found by the beginnings of their words, whatever the accents', () => {
    expect(found('mot de')).toEqual(['password']);
    expect(found('resp agen')).toEqual([]);
    expect(found('DROITS')).toEqual(['rights']);
    expect(found('mail')).toEqual(['who', 'address-change', 'events', 'language', 'titles', 'mail-links']);
    expect(found('zzz')).toEqual([]);
  });

  it('tell of a card where one signs, and of linking one where none does', () => {
    expect(found('carte cps')).toEqual(['card']);
    expect(found('carte cps', false)).toEqual(['link-card']);
  });

  it('offer a notice only of what this program announces, and always what the operator has', () => {
    const [reception, opening] = toldEvents;
    if (!reception || !opening) throw new Error('no events');
    expect(channelsFor(reception, 'email')).toEqual(['email', 'desktop', 'none']);
    expect(channelsFor(opening, 'email')).toEqual(['email', 'none']);
    expect(channelsFor(opening, 'desktop')).toContain('desktop');
  });

  it('show every kind of event under one filter', () => {
    const shown = Object.values(kindsOf).flat();
    expect(shown.toSorted()).toEqual(Object.keys(kindWords).toSorted());
  });
});

describe('file names', () => {
  it('show their kind in four letters at most', () => {
    expect(extensionOf('CR.pdf')).toBe('PDF');
    expect(extensionOf('photo.JPEG')).toBe('JPEG');
    expect(extensionOf('sans-extension')).toBe('—');
    expect(extensionOf('archive.tar.gz')).toBe('GZ');
  });
});
