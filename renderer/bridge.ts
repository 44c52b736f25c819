/** Everything the interface can reach: one typed client per area, and the questions that several screens ask. */
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { activityContract } from '../contract/ipc/activity.contract.ts';
import { appContract } from '../contract/ipc/app.contract.ts';
import { cardContract } from '../contract/ipc/card.contract.ts';
import { codeContract } from '../contract/ipc/code.contract.ts';
import { connect } from '../contract/ipc/define.ts';
import { delegationContract } from '../contract/ipc/delegation.contract.ts';
import { directoryContract } from '../contract/ipc/directory.contract.ts';
import { doctorContract } from '../contract/ipc/doctor.contract.ts';
import { draftContract, outboxContract } from '../contract/ipc/draft.contract.ts';
import { folderContract } from '../contract/ipc/folder.contract.ts';
import { handlingContract } from '../contract/ipc/handling.contract.ts';
import { keepingContract } from '../contract/ipc/keeping.contract.ts';
import { mailboxContract } from '../contract/ipc/mailbox.contract.ts';
import { peopleContract } from '../contract/ipc/people.contract.ts';
import { releaseContract } from '../contract/ipc/release.contract.ts';
import { settingsContract } from '../contract/ipc/settings.contract.ts';
import { type FreeingChoice, type OfflineRule, storageContract } from '../contract/ipc/storage.contract.ts';
import { syncContract } from '../contract/ipc/sync.contract.ts';
import type { DirectoryCriteria } from '../contract/model/directory.ts';
import type { DraftId, EnvelopeId } from '../contract/model/ids.ts';
import { createPasskeyBrowser } from './ui/passkey-browser.ts';

export const app = connect(appContract, window.bridge);
/** One for the window: it knows what it asked for. */
export const passkeyBrowser = createPasskeyBrowser(app);
export const card = connect(cardContract, window.bridge);
export const code = connect(codeContract, window.bridge);
export const doctor = connect(doctorContract, window.bridge);
export const mailbox = connect(mailboxContract, window.bridge);
export const keeping = connect(keepingContract, window.bridge);
export const folder = connect(folderContract, window.bridge);
export const handling = connect(handlingContract, window.bridge);
export const draft = connect(draftContract, window.bridge);
export const outbox = connect(outboxContract, window.bridge);
export const directory = connect(directoryContract, window.bridge);
export const people = connect(peopleContract, window.bridge);
export const sync = connect(syncContract, window.bridge);
export const activity = connect(activityContract, window.bridge);
export const release = connect(releaseContract, window.bridge);
export const settings = connect(settingsContract, window.bridge);
export const storage = connect(storageContract, window.bridge);
export const delegation = connect(delegationContract, window.bridge);

/** Results of a search fetched at once: two screens. */
export const SEARCH_PAGE = 30;

/** People of the directory fetched at once: three screens of cards. */
const DIRECTORY_PAGE = 50;

/** Questions whose answers are cached; events say when an answer is out of date (`app/live-updates.ts`). */
export const queries = {
  cardState: () => queryOptions({ queryKey: ['card', 'state'], queryFn: () => card.state({}) }),
  doctor: () => queryOptions({ queryKey: ['doctor', 'report'], queryFn: () => doctor.report({}) }),
  workstation: () => queryOptions({ queryKey: ['app', 'workstation'], queryFn: () => app.workstation({}) }),
  /** Asked again through the day: the window stays open for weeks. */
  release: () =>
    queryOptions({ queryKey: ['release'], queryFn: () => release.state({}), refetchInterval: 6 * 3_600_000 }),
  counts: () => queryOptions({ queryKey: ['mailbox', 'counts'], queryFn: () => mailbox.counts({}) }),
  kept: () => queryOptions({ queryKey: ['keeping', 'overview'], queryFn: () => keeping.overview({}) }),
  folders: () => queryOptions({ queryKey: ['folder', 'list'], queryFn: () => folder.list({}) }),
  /** Keyed by what was typed, so that an older answer is never shown for a newer text; forgotten soon, being content. */
  search: (text: string, page: number) =>
    queryOptions({
      queryKey: ['mailbox', 'search', text, page],
      queryFn: () => mailbox.search({ text, offset: page * SEARCH_PAGE, limit: SEARCH_PAGE }),
      gcTime: 10_000,
      // While older envelopes are being indexed, more of them answer every second.
      refetchInterval: ({ state }) =>
        state.data?.indexing ? 1_000 : (state.data?.unreadAttachments ?? 0) > 0 ? 3_000 : false,
    }),
  savedSearches: () => queryOptions({ queryKey: ['saved-searches'], queryFn: () => mailbox.savedSearches({}) }),
  envelope: (envelopeId: EnvelopeId) =>
    queryOptions({ queryKey: ['mailbox', 'envelope', envelopeId], queryFn: () => mailbox.open({ envelopeId }) }),
  /** What answers an envelope and what it answers, itself included. */
  conversation: (envelopeId: EnvelopeId) =>
    queryOptions({
      queryKey: ['mailbox', 'conversation', envelopeId],
      queryFn: () => mailbox.conversation({ envelopeId }),
    }),
  /** What those who hold the mailbox did and said about an envelope. */
  thread: (envelopeId: EnvelopeId) =>
    queryOptions({ queryKey: ['mailbox', 'thread', envelopeId], queryFn: () => handling.thread({ envelopeId }) }),
  /** Who holds the mailbox in view; asked again whenever delegations are. */
  holders: () => queryOptions({ queryKey: ['handling', 'holders'], queryFn: () => handling.holders({}) }),
  refusals: () => queryOptions({ queryKey: ['handling', 'refusals'], queryFn: () => handling.refusals({}) }),
  proof: (envelopeId: EnvelopeId) =>
    queryOptions({ queryKey: ['mailbox', 'proof', envelopeId], queryFn: () => mailbox.proof({ envelopeId }) }),
  people: () => queryOptions({ queryKey: ['people'], queryFn: () => people.list({}) }),
  /** Changed on another workstation too: asked for each time they are shown. */
  templates: () => queryOptions({ queryKey: ['draft', 'templates'], queryFn: () => draft.templates({}), staleTime: 0 }),
  drafts: () => queryOptions({ queryKey: ['draft', 'list'], queryFn: () => draft.list({}) }),
  /** Whom of a draft's recipients one knows; another answer each time they are saved. */
  recipientFacts: (draftId: DraftId) =>
    queryOptions({ queryKey: ['draft', 'recipient-facts', draftId], queryFn: () => draft.recipientFacts({ draftId }) }),
  outbox: () => queryOptions({ queryKey: ['outbox', 'list'], queryFn: () => outbox.list({}) }),
  identity: () => queryOptions({ queryKey: ['settings', 'identity'], queryFn: () => settings.identity({}) }),
  access: () => queryOptions({ queryKey: ['settings', 'access'], queryFn: () => settings.access({}) }),
  notifications: () =>
    queryOptions({ queryKey: ['settings', 'notifications'], queryFn: () => settings.notifications({}) }),
  addressChange: () =>
    queryOptions({ queryKey: ['settings', 'address-change'], queryFn: () => settings.addressChange({}) }),
  mssante: () => queryOptions({ queryKey: ['settings', 'mssante'], queryFn: () => settings.mssante({}) }),
  reminderHabit: () => queryOptions({ queryKey: ['settings', 'reminder'], queryFn: () => settings.reminder({}) }),
  absence: () => queryOptions({ queryKey: ['settings', 'absence'], queryFn: () => settings.absence({}) }),
  signature: () => queryOptions({ queryKey: ['settings', 'signature'], queryFn: () => settings.signature({}) }),
  delegations: () => queryOptions({ queryKey: ['delegation', 'overview'], queryFn: () => delegation.overview({}) }),
  storage: () => queryOptions({ queryKey: ['storage', 'state'], queryFn: () => storage.state({}) }),
  /** Measured each time it is shown: files change all the time. */
  storageUsage: () =>
    queryOptions({ queryKey: ['storage', 'usage'], queryFn: () => storage.usage({}), staleTime: 0, gcTime: 10_000 }),
  storageFreeing: (choices: FreeingChoice[]) =>
    queryOptions({
      queryKey: ['storage', 'freeing', choices],
      queryFn: () => storage.previewFreeing({ choices }),
      staleTime: 0,
    }),
  storageRulePreview: (rule: OfflineRule) =>
    queryOptions({ queryKey: ['storage', 'rule', rule], queryFn: () => storage.previewRule(rule), staleTime: 0 }),
  syncState: () => queryOptions({ queryKey: ['sync', 'state'], queryFn: () => sync.state({}) }),
  /** The national directory on this workstation, which tells by events how it changes. */
  national: () => queryOptions({ queryKey: ['directory', 'national'], queryFn: () => directory.national({}) }),
  /** As the operator confirms it, or as this workstation knows it, at once. */
  suggestions: (text: string, from: 'operator' | 'here' = 'operator') =>
    queryOptions({
      queryKey: ['directory', 'suggest', text, from],
      queryFn: () => directory.suggest({ text, from }),
      enabled: text.length > 0,
      placeholderData: keepPreviousData,
      staleTime: 60_000,
    }),
  /**
   * What is known of those whom a letter goes to, by their addresses in whatever order. What the operator did not say is asked
   * again, also where it was only slow and nobody is told that it is back.
   */
  recipients: (addresses: readonly string[]) => {
    const asked = addresses.toSorted();
    return queryOptions({
      queryKey: ['directory', 'recipients', asked],
      queryFn: () => directory.resolve({ addresses: asked }),
      enabled: asked.length > 0,
      placeholderData: keepPreviousData,
      staleTime: ({ state }) => (state.data?.offline ? 0 : 60_000),
      refetchInterval: ({ state }) => (state.data?.offline ? 15_000 : false),
    });
  },
  /** Which of these people are absent; keyed by whom a letter goes to. */
  absent: (addresses: string[]) =>
    queryOptions({
      queryKey: ['directory', 'absent', addresses],
      queryFn: () => directory.absent({ addresses }),
      enabled: addresses.length > 0,
      placeholderData: keepPreviousData,
      staleTime: 60_000,
    }),
  /** Page after page; what was found without the operator is asked again as soon as it answers. */
  directorySearch: (criteria: DirectoryCriteria, from: 'operator' | 'here') =>
    infiniteQueryOptions({
      queryKey: ['directory', 'search', criteria, from],
      queryFn: ({ pageParam }) => directory.search({ criteria, offset: pageParam, limit: DIRECTORY_PAGE, from }),
      initialPageParam: 0,
      getNextPageParam: ({ hits, total }, _pages, offset) => {
        const next = offset + hits.length;
        return hits.length > 0 && next < total ? next : undefined;
      },
      placeholderData: keepPreviousData,
      staleTime: ({ state }) => (state.data?.pages[0]?.offline ? 0 : 60_000),
    }),
};
