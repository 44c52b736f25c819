/** The icon of each state: shape and word carry the meaning, colour repeats it. */
import { CircleCheck, CircleDashed, CircleHelp, CircleX, type LucideIcon, TriangleAlert } from 'lucide-react';
import type { CheckState } from '../../../contract/ipc/doctor.contract.ts';

export const checkIcons: Readonly<Record<CheckState, LucideIcon>> = {
  checking: CircleDashed,
  good: CircleCheck,
  attention: TriangleAlert,
  failing: CircleX,
  unknown: CircleHelp,
};
