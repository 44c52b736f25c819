/** A mailbox of a structure, as its administrator and whoever reads its address would have made it. */
import { randomUUID } from 'node:crypto';
import { AccountId } from '../../../contract/model/ids.ts';
import type { EmailAddress } from '../../../contract/model/person.ts';
import type { PreregisteredPerson, Structure } from '../../../contract/model/structure.ts';
import { actOnStructure } from '../../../operator/services/acts.ts';
import { newHolding, organisationAccount } from '../../../operator/services/organisation-account.ts';
import { commandLine } from '../../../operator/services/ports/acts.ts';
import { publishMembers } from '../../../operator/services/publish-members.ts';
import { openStructureStores } from '../../../operator/store/open-stores.ts';

/** Opens it beside the operator that runs on the folder, held by people of these addresses; gives its account. */
export async function openOrganisationMailbox(
  dataFolder: string,
  mailbox: { readonly name: string; readonly address: EmailAddress; readonly holders: readonly EmailAddress[] },
): Promise<AccountId> {
  const stores = await openStructureStores({ dataFolder });
  const { structures, mailboxes, accounts } = stores;
  const id = randomUUID();
  const at = new Date();
  const structure: Structure = {
    ...{ id: randomUUID(), finess: null, name: 'Centre hospitalier des Deux-Rives', department: '83' },
    region: 'Provence-Alpes-Côte d’Azur',
  };
  const act = (kind: Parameters<typeof actOnStructure>[1]['kind']) =>
    actOnStructure(structure, { kind, by: commandLine, at, reason: null });
  try {
    const holders = [...(await accounts.byAddresses(mailbox.holders)).values()];
    await structures.add(structure, act('structure-added'));
    const people = holders.map(({ card }, index) => {
      const person: PreregisteredPerson = { ...card, rpps: null, department: '83' };
      return { line: index + 1, person };
    });
    await structures.enter(structure.id, people, at, () => act('people-entered'));
    const link = { tokenHash: id, expiresAt: new Date(at.getTime() + 3_600_000) };
    const asked = { id, structureId: structure.id, name: mailbox.name, address: mailbox.address, town: null };
    await mailboxes.ask({ ...asked, askedAt: at, ...link }, 1, act('mailbox-asked'));
    await mailboxes.open(link.tokenHash, organisationAccount(asked, structure), act('mailbox-opened'));
    for (const { card } of holders) {
      const holding = newHolding(asked, structure, card.accountId, 'all', at);
      await mailboxes.nameHolder(holding, structure.id, act('holder-named'));
    }
    await publishMembers(stores);
    return AccountId.parse(id);
  } finally {
    await stores.close();
  }
}
