/** Who may write to whom: the one table, as the operator enforces it, both for what it allows and what it refuses. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DirectoryEntryId } from '../../contract/model/ids.ts';
import { EmailAddress, invitedSender, ProfileKind } from '../../contract/model/person.ts';
import { RecipientKind } from '../../contract/model/recipient.ts';
import { missingRight, type Need } from '../../contract/model/rights.ts';
import { resolveRecipients } from '../../operator/services/recipients.ts';
import { deposit, writeLetter } from './support/letter.ts';
import { tamper } from './support/raw-database.ts';
import { startTestOperator, type TestOperator } from './support/test-operator.ts';
import type { Workstation } from './support/workstation.ts';

/** As the guide says it (FAQ 5, part 4), written down a second time on purpose: a table changed by mistake shows. */
const guide: Readonly<Record<ProfileKind, Readonly<Record<RecipientKind, Need | null>>>> = {
  health: { medimail: null, invited: null, mssante: null, patient: 'qualified-identity' },
  organisation: { medimail: null, invited: null, mssante: null, patient: 'qualified-identity' },
  social: { medimail: null, invited: null, mssante: 'health-profile', patient: 'health-profile' },
  administrative: { medimail: null, invited: null, mssante: 'health-profile', patient: 'health-profile' },
};
const cases = ProfileKind.options.flatMap((kind) =>
  [true, false].flatMap((certified) =>
    RecipientKind.options.flatMap((recipient) =>
      [true, false].map((answering) => ({ kind, certified, recipient, answering })),
    ),
  ),
);

describe('the table of rights', () => {
  it.each(cases)(
    'says for $kind, certified $certified, to $recipient, answering $answering, what the guide says',
    (one) => {
      const expected = one.certified
        ? guide[one.kind][one.recipient]
        : one.answering && one.recipient === 'medimail'
          ? null
          : 'certified-account';
      expect(missingRight(one, one.recipient, one.answering)).toBe(expected);
    },
  );
});

describe('who was invited and has no account', () => {
  const nobody = { kind: 'invited', certified: false } as const;
  it.each(RecipientKind.options)('writes to %s as an answer at most, and begins nothing', (recipient) => {
    expect(missingRight(nobody, recipient, false)).toBe('certified-account');
    const isInside = recipient === 'medimail' || recipient === 'invited';
    expect(missingRight(nobody, recipient, true)).toBe(isInside ? null : 'certified-account');
    // Nothing that an account could be makes it more.
    expect(missingRight({ ...nobody, certified: true }, recipient, false)).toBe('certified-account');
  });
});

describe('the operator', () => {
  let operator: TestOperator;
  let claire: Workstation;
  let letterOfPaul: string;
  const addresses = {
    medimail: 'paul.leroy@demo.medimail.example',
    mssante: 'quelquun@autre.mssante.example',
    patient: '1234@patient.mssante.example',
  } as const;

  beforeAll(async () => {
    operator = await startTestOperator();
    const paul = await operator.signedIn('paul-leroy');
    claire = await operator.signedIn('claire-martin');
    const letter = await writeLetter(paul, { to: ['claire.martin@demo.medimail.example'] });
    expect((await deposit(paul, letter)).status).toBe(200);
    letterOfPaul = letter.manifest.envelopeId;
    const [model] = await operator.stores.directory.byAddresses([addresses.medimail]);
    if (!model) throw new Error('nobody to model entries on');
    await operator.stores.directory.put(
      (['mssante', 'patient'] as const).map((recipientKind) => ({
        ...model,
        id: DirectoryEntryId.parse(randomUUID()),
        accountId: null,
        address: addresses[recipientKind],
        recipientKind,
      })),
    );
  });
  afterAll(() => operator.close());

  const served = cases.flatMap(({ recipient, ...rest }) =>
    recipient === 'invited' ? [] : [{ ...rest, recipient, needs: missingRight(rest, recipient, rest.answering) }],
  );
  it.each(served)('holds $kind, certified $certified, to $recipient, answering $answering, to: $needs', async (one) => {
    tamper(
      operator.dataFolder,
      (database) =>
        database
          .prepare("UPDATE accounts SET card = json_set(card, '$.kind', ?, '$.certified', json(?)) WHERE address = ?")
          .run(one.kind, String(one.certified), 'claire.martin@demo.medimail.example'),
      'with triggers',
    );
    const { manifest } = await writeLetter(claire, { to: [addresses[one.recipient]] });
    const answer = await claire.call('POST', '/v1/uploads', {
      body: { ...manifest, inReplyTo: one.answering ? letterOfPaul : null },
    });
    const outside = one.recipient !== 'medimail';
    // Whoever has the right still finds no gateway to other operators here, and is told so.
    const needs = one.needs ?? (outside ? 'gateway' : null);
    if (needs === null) {
      expect(answer.status).toBe(200);
      await claire.call('DELETE', `/v1/uploads/${manifest.envelopeId}`);
    } else {
      expect(answer.error).toMatchObject({ code: 'recipient.not-allowed', details: { needs } });
    }
  });

  describe('to who answers without an account', () => {
    const guest = 'sans.compte@cabinet-exemple.example';
    const author = { card: invitedSender(guest), nationalId: null };
    const allowed = (to: string, inReplyTo: string | null) =>
      resolveRecipients(
        { ...operator.stores, mayInvite: true },
        { account: author, mailbox: author },
        [{ address: EmailAddress.parse(to), name: '', role: 'to' }],
        inReplyTo,
      );

    it('allows those who take part in the letter that invited, and refuses everybody else', async () => {
      const paul = await operator.signedIn('paul-leroy');
      const other = 'autre@cabinet-exemple.example';
      const letter = await writeLetter(paul, { to: [guest], cc: [other, 'claire.martin@demo.medimail.example'] });
      expect((await deposit(paul, letter)).status).toBe(200);
      const { envelopeId } = letter.manifest;
      for (const to of [addresses.medimail, other, 'claire.martin@demo.medimail.example']) {
        expect(await allowed(to, envelopeId), to).toMatchObject([{ address: to }]);
        await expect(allowed(to, null)).rejects.toMatchObject({ code: 'recipient.not-allowed' });
      }
      for (const to of ['ines.moreau@demo.medimail.example', addresses.mssante, 'tiers@cabinet-exemple.example']) {
        await expect(allowed(to, envelopeId), to).rejects.toMatchObject({
          code: expect.stringMatching(/^recipient\./),
        });
      }
      // A letter that this address has not received gives it no right, nor tells that there is one.
      await expect(allowed(addresses.medimail, letterOfPaul)).rejects.toMatchObject({ code: 'envelope.not-found' });
    });
  });
});
