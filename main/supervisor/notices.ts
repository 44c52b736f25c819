/**
 * Desktop notices: gathered for a moment so that many become one, silent while the window is in front, without a name
 * on a workstation that several people share, and taken off the screen when it locks.
 */
import type { PlaceToShow } from '../../contract/ipc/app.contract.ts';
import type { Notice, ShownNotice } from '../../contract/ipc/process.ts';

export interface NoticePorts {
  /** Shows one; answers how to take it away. */
  readonly show: (notice: ShownNotice, onClick: () => void) => () => void;
  /** The window is in front: what happens is told in it. */
  readonly isInFront: () => boolean;
  readonly sharedWorkstation: boolean;
  /** Brings the window and the place. */
  readonly open: (place: PlaceToShow) => void;
  /** So long more of the same kind are waited for. */
  readonly gatherMs: number;
}

export interface Notices {
  tell(notice: Notice): void;
  /** The screen locks: nothing of anybody stays visible, nothing gathered is shown. */
  clear(): void;
}

type Kind = Notice['kind'];

export function createNotices(ports: NoticePorts): Notices {
  const gathered = new Map<Kind, Notice>();
  const shown = new Map<Kind, () => void>();
  let timer: NodeJS.Timeout | undefined;

  const show = (notice: Notice) => {
    const { kind, count } = notice;
    const name = ports.sharedWorkstation ? null : notice.name;
    shown.get(kind)?.();
    shown.set(
      kind,
      ports.show({ kind, count, name }, () => {
        shown.delete(kind);
        ports.open(placeOf(notice));
      }),
    );
  };

  const flush = () => {
    timer = undefined;
    const notices = [...gathered.values()];
    gathered.clear();
    if (ports.isInFront()) return;
    for (const notice of notices) show(notice);
  };

  return {
    tell(notice) {
      const before = gathered.get(notice.kind);
      gathered.set(notice.kind, before ? together(before, notice) : notice);
      timer ??= setTimeout(flush, ports.gatherMs);
    },
    clear() {
      clearTimeout(timer);
      timer = undefined;
      gathered.clear();
      for (const close of shown.values()) close();
      shown.clear();
    },
  };
}

/** Two notices as one: a name or an envelope stays only where it is that of both. */
function together(a: Notice, b: Notice): Notice {
  return {
    kind: a.kind,
    count: a.count + b.count,
    name: a.name === b.name ? a.name : null,
    envelopeId: a.envelopeId === b.envelopeId ? a.envelopeId : null,
  };
}

const screens = {
  arrived: 'received',
  opened: 'sent',
  absent: 'sent',
  entrusted: 'received',
  'follow-up': 'followed',
  'needs-you': 'outbox',
} as const;

function placeOf({ kind, envelopeId }: Notice): PlaceToShow {
  return { screen: screens[kind], envelopeId: kind === 'needs-you' ? null : envelopeId };
}
