/** The directory. */
import type { routes } from '../../contract/api/routes.ts';
import { AppError } from '../../contract/errors.ts';
import type { RouteHandlers } from '../http/bind-route.ts';
import { searchDirectory, suggestEntries } from '../services/directory.ts';
import type { DirectoryStore } from '../services/ports/directory.ts';
import type { Caller } from '../services/sessions.ts';

type Names = 'directorySearch' | 'directorySuggest' | 'directoryResolve' | 'directoryEntry';

export function directoryRoutes(
  directory: DirectoryStore,
  { mayInvite, mayAskCodes }: { readonly mayInvite: boolean; readonly mayAskCodes: boolean },
): RouteHandlers<Pick<typeof routes, Names>> {
  return {
    directorySearch: async ({ caller, body }) => {
      demandCertified(caller);
      return searchDirectory(directory, body.criteria, body.limit, body.offset);
    },
    directorySuggest: async ({ caller, body }) => {
      demandCertified(caller);
      return suggestEntries(directory, body.text, body.limit);
    },
    directoryResolve: async ({ body }) => ({
      entries: [...(await directory.byAddresses(body.addresses))],
      invitations: mayInvite,
      phoneCodes: mayAskCodes,
    }),
    directoryEntry: async ({ params }) => {
      const entry = await directory.byId(params.entryId);
      if (!entry) throw new AppError('request.not-found');
      return entry;
    },
  };
}

/** The guide, FAQ 5: the directory is for certified accounts. Others still resolve the address that they answer. */
export function demandCertified(caller: Caller): void {
  if (!caller.account.card.certified) throw new AppError('auth.forbidden');
}
