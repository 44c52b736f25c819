import { beforeAll, describe, expect, it } from 'vitest';
import { judgeWithoutOperator } from '../../main/session/cards/offline-judgement.ts';
import { cast } from '../support/pki/people.ts';
import { createPki, type Pki } from '../support/pki/pki.ts';

const DAY_MS = 86_400_000;
const daysFromNow = (days: number) => new Date(Date.now() + days * DAY_MS);

describe('without the operator, a card', () => {
  let pki: Pki;
  let certificate: Uint8Array;
  beforeAll(async () => {
    pki = await createPki();
    certificate = Buffer.from((await pki.issueCard(cast['paul-leroy'])).authentication.certificate, 'base64');
  });

  it('opens its mailbox while the lists at hand are in force', async () => {
    await expect(judgeWithoutOperator(certificate, pki.trustStore(), new Date())).resolves.toBeUndefined();
  });

  it('that the lists know as revoked stays out, whatever this machine’s clock says', async () => {
    const other = await createPki();
    other.revoke(certificate, daysFromNow(-2));
    for (const now of [new Date(), daysFromNow(-3)]) {
      await expect(judgeWithoutOperator(certificate, other.trustStore(), now)).rejects.toMatchObject({
        code: 'card.certificate-revoked',
      });
    }
  });

  it('stays out when the clock says a time before the lists were made: it was set back, perhaps past an expiry', async () => {
    await expect(judgeWithoutOperator(certificate, pki.trustStore(), daysFromNow(-30))).rejects.toMatchObject({
      code: 'auth.clock-skew',
    });
  });

  it('stays out without a list in force', async () => {
    const stale = pki.crls({ thisUpdate: daysFromNow(-9), nextUpdate: daysFromNow(-2) });
    await expect(
      judgeWithoutOperator(certificate, { ...pki.trustStore(), crls: stale }, new Date()),
    ).rejects.toMatchObject({ code: 'card.revocation-unknown' });
  });
});
