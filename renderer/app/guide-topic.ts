/** Where the guide speaks of what is on screen. Pure. */
import type { Place } from '../../contract/ipc/app.contract.ts';
import type { GuideTopic } from '../ui/guide-link.tsx';

/** What the guide says of each place. */
const topics: Readonly<Record<Place['screen'], GuideTopic>> = {
  received: 'read',
  sent: 'read',
  archive: 'file',
  flagged: 'file',
  followed: 'write',
  folder: 'file',
  drafts: 'write',
  outbox: 'offline',
  directory: 'directory',
  proof: 'read',
  settings: 'account',
  'card-doctor': 'trouble',
};

/** The topic of what is in view at work. */
export function topicOf(place: Pick<Place, 'screen' | 'draftId'>, isActing: boolean): GuideTopic {
  if (place.draftId !== null) return 'write';
  return isActing && place.screen === 'received' ? 'acting' : topics[place.screen];
}
