/** Which of several mailboxes the window hears of: the one in view. What waits to leave is counted over all of them. */
import type { FromSession } from '../../contract/ipc/process.ts';
import type { AccountId } from '../../contract/model/ids.ts';

type Post = (message: FromSession) => void;
/** Null is the account's own. */
type Mailbox = AccountId | null;

export interface ViewGate {
  postOf(mailbox: Mailbox): Post;
  show(mailbox: Mailbox): void;
}

/** Favourites and groups, and the storage of one's own mailbox, are at hand in every mailbox. */
const ofPerson = /^(?:people|storage)\./;

export function createViewGate(post: Post): ViewGate {
  const waiting = new Map<Mailbox, { readonly drafts: number; readonly unsent: number }>();
  let inView: Mailbox = null;
  return {
    postOf: (mailbox) => (message) => {
      if (message.type === 'waiting') {
        waiting.set(mailbox, message);
        const all = [...waiting.values()];
        const sum = (count: 'drafts' | 'unsent') => all.reduce((total, one) => total + one[count], 0);
        post({ type: 'waiting', drafts: sum('drafts'), unsent: sum('unsent') });
      } else if (message.type === 'notice') {
        // What somebody else's mailbox receives is told to its owner; a letter that this person sent in their name and that
        // needs a decision is told to this person.
        if (mailbox === null || message.notice.kind === 'needs-you') post(message);
      } else if (message.type !== 'event') post(message);
      else if (mailbox === (ofPerson.test(message.channel) ? null : inView)) post(message);
    },
    show(mailbox) {
      inView = mailbox;
    },
  };
}
