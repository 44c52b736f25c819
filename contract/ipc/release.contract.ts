/** Whether a newer version of the program exists. Told and never fetched: installing it is the administrator's. */
import { z } from 'zod';
import { ClientVersions, ReleaseStanding } from '../model/release.ts';
import { defineContract, method } from './define.ts';

export const ReleaseView = ClientVersions.extend({ running: z.string(), standing: ReleaseStanding });
export type ReleaseView = z.infer<typeof ReleaseView>;

export const releaseContract = defineContract('release', {
  servedBy: 'session',
  methods: {
    /** Asks the operator, now and then: the answer may be some hours old. */
    state: method(z.object({}).strict(), ReleaseView),
  },
  events: {},
});
