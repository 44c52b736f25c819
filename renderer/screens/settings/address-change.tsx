/** Another address for the account (guide, FAQ 8): the form letter, prefilled, and what became of the last one. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { AtSign } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AddressChangeLetter, type AddressChangeStatus } from '../../../contract/model/address-change.ts';
import { type AccountCard, displayName } from '../../../contract/model/person.ts';
import { queries, settings } from '../../bridge.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { typesetName } from '../../ui/format/typography.ts';
import { Icon } from '../../ui/icon.tsx';
import { Switch } from '../../ui/switch.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useTask } from '../../ui/use-task.ts';
import './address-change.css';
import { Panel } from './panel.tsx';
import { useWhen } from './use-when.ts';

export function AddressChange({ account }: { readonly account: AccountCard }): ReactNode {
  const { t } = useTranslation('settings');
  const { data } = useQuery({ ...queries.addressChange(), refetchOnMount: 'always' });
  const [writes, setWrites] = useState(false);
  const isOpen = data?.request?.state === 'asked' || data?.request?.state === 'proven';
  return (
    <Panel id="address-change" title={t('entryAddressChange')} text={t('addressChangeText')}>
      {data?.request ? <Request request={data.request} /> : null}
      <div>
        <Button icon={<Icon of={AtSign} />} isDisabled={data === undefined} onPress={() => setWrites(true)}>
          {t(isOpen ? 'addressChangeAgain' : 'addressChangeWrite')}
        </Button>
      </div>
      {writes ? <LetterDialog account={account} onClose={() => setWrites(false)} /> : null}
    </Panel>
  );
}

const states = {
  asked: { kind: 'warning', title: 'addressAsked', text: 'addressAskedText' },
  proven: { kind: 'note', title: 'addressProven', text: 'addressProvenText' },
  accepted: { kind: 'proof', title: 'addressAccepted', text: 'addressAcceptedText' },
  refused: { kind: 'danger', title: 'addressRefused', text: 'addressRefusedText' },
  lapsed: { kind: 'warning', title: 'addressLapsed', text: 'addressLapsedText' },
} as const;

function Request({ request }: { readonly request: NonNullable<AddressChangeStatus['request']> }): ReactNode {
  const { t } = useTranslation('settings');
  const when = useWhen();
  const { kind, title, text } = states[request.state];
  const address = request.newAddress;
  return (
    <Banner kind={kind} role="status" title={t(title, { address })}>
      {t(text, { address, time: when(request.askedAt), reason: request.reason ?? '' })}
    </Banner>
  );
}

/** What the letter says of the account is the operator's word; the rest is the owner's. */
function LetterDialog({
  account,
  onClose,
}: {
  readonly account: AccountCard;
  readonly onClose: () => void;
}): ReactNode {
  const { t } = useTranslation('settings');
  const { t: ui } = useTranslation('ui');
  const client = useQueryClient();
  const task = useTask();
  const [typed, setTyped] = useState({
    newAddress: '',
    activity: [account.profession, account.specialty].filter(Boolean).join(', '),
    postalAddress: '',
    phone: '',
  });
  const [attested, setAttested] = useState(false);
  const letter = AddressChangeLetter.safeParse({ ...typed, attested });
  const isAnother = letter.success && letter.data.newAddress !== account.address;
  const set = (name: keyof typeof typed) => (value: string) => setTyped((before) => ({ ...before, [name]: value }));
  const send = async (): Promise<void> => {
    if (!letter.success) return;
    const sent = await task.run(async () => {
      client.setQueryData(queries.addressChange().queryKey, await settings.askAddressChange(letter.data));
    });
    if (sent) onClose();
  };
  const name = typesetName(displayName(account));
  const facts = [
    [t('letterName'), name],
    [t('letterPresent'), account.address],
    [t('letterNumber'), account.rpps ?? t('letterNoNumber')],
  ] as const;
  return (
    <Dialog title={t('entryAddressChange')} onClose={onClose} wide>
      <form
        className="address-letter"
        onSubmit={(event) => {
          event.preventDefault();
          if (isAnother) void send();
        }}
      >
        <p>{t('letterDeclares', { name })}</p>
        <dl className="address-letter-facts">
          {facts.map(([fact, value]) => (
            <div key={fact}>
              <dt className="caption">{fact}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        <TextField
          label={t('letterNew')}
          kind="address"
          value={typed.newAddress}
          onChange={set('newAddress')}
          autoFocus
        />
        <TextField label={t('letterActivity')} value={typed.activity} onChange={set('activity')} />
        <TextField label={t('letterPostal')} value={typed.postalAddress} onChange={set('postalAddress')} />
        <TextField label={t('letterPhone')} value={typed.phone} onChange={set('phone')} />
        <Switch isOn={attested} onChange={setAttested}>
          {t('letterAttests')}
        </Switch>
        {task.error ? <ErrorNotice error={task.error} /> : null}
        <DialogActions>
          <Button onPress={onClose}>{ui('cancel')}</Button>
          <Button kind="primary" type="submit" isDisabled={!isAnother || task.pending}>
            {t('letterSend')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
