/** What a genuine session tells of for the desktop, as its person's preferences say. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/session-driver.ts';
import { arrived, openStage, outboxEmpty, type Stage, sendLetter, synced } from './support/stage.ts';

describe('notices for the desktop', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
  }, 180_000);
  afterAll(() => stage.close());

  it('tell of arrivals and openings to whom it concerns and wants it there, and never a title', async () => {
    const [claire, paul] = await Promise.all([stage.signedIn('claire-martin'), stage.signedIn('paul-leroy')]);
    await Promise.all([synced(claire.session), synced(paul.session)]);
    await paul.session.settings.changeNotifications({ channels: { reception: 'desktop' } });
    await claire.session.settings.changeNotifications({ channels: { opening: 'desktop' } });
    const envelopeId = await sendLetter(claire.session, { to: 'paul.leroy', subject: 'M. DUPONT Jean, biopsie' });
    await outboxEmpty(claire.session);
    await arrived(paul.session, 'received', envelopeId);
    const { notice } = await eventually(() => paul.session.of('notice')[0] ?? null);
    expect(notice).toEqual({ kind: 'arrived', count: 1, name: expect.stringContaining('MARTIN'), envelopeId });
    await paul.session.mailbox.open({ envelopeId });
    await paul.session.mailbox.displayed({ envelopeId });
    const opening = await eventually(() => claire.session.of('notice').at(-1) ?? null);
    expect(opening.notice).toMatchObject({ kind: 'opened', name: expect.stringMatching(/leroy/i), envelopeId });
    expect(paul.session.of('notice')).toHaveLength(1);
    expect(JSON.stringify([...paul.session.of('notice'), ...claire.session.of('notice')])).not.toMatch(
      /DUPONT|biopsie/,
    );
  });

  it('say nothing of what a first synchronisation brings, nor where mail is preferred', async () => {
    const { session: again } = await stage.signedIn('paul-leroy', { folder: 'paul-again' });
    await synced(again);
    expect(again.of('notice')).toEqual([]);
    const { session: claire } = await stage.signedIn('claire-martin', { folder: 'claire-again' });
    const { session: anne } = await stage.signedIn('anne-roux');
    await Promise.all([synced(claire), synced(anne)]);
    const envelopeId = await sendLetter(claire, { to: 'anne.roux', subject: 'Sans avis' });
    await outboxEmpty(claire);
    await arrived(anne, 'received', envelopeId);
    expect(anne.of('notice')).toEqual([]);
  });
});
