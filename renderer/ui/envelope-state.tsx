/** Opened, answered or not: the picture at the head of an envelope's row. */
import { Mail } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Box, EnvelopeRow } from '../../contract/ipc/mailbox.contract.ts';
import { Answered, ClosedEnvelope, Icon, OpenEnvelope } from './icon.tsx';

/** Made once for all rows. */
const pictures = {
  sent: <Icon of={Mail} />,
  opened: <OpenEnvelope />,
  unopened: <ClosedEnvelope />,
  answered: <Answered />,
};

/** The picture of a row's state; the words beside it carry the meaning. */
export function stateOf(row: EnvelopeRow, box: Box): ReactNode {
  if (box === 'sent') return row.openedBy > 0 && row.openedBy >= row.recipients ? pictures.opened : pictures.sent;
  if (row.answered) return pictures.answered;
  return row.opened ? pictures.opened : pictures.unopened;
}
