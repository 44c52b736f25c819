/** The languages that mails and pages are written in. */
import { z } from 'zod';

export const Language = z.enum(['fr', 'en']);
export type Language = z.infer<typeof Language>;
