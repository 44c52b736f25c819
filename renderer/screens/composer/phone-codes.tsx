/** Asks of who is invited, beside the mailed link, a code by telephone: one more proof than the mailbox. */
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PhoneProblem } from '../../../contract/model/phone-code.ts';
import type { RecipientRef } from '../../../contract/model/recipient.ts';
import { Segmented } from '../../ui/segmented.tsx';
import { Switch } from '../../ui/switch.tsx';
import { TextField } from '../../ui/text-field.tsx';
import type { AskedCode, PhoneCodeAsks } from './use-phone-codes.ts';
import type { Recipients } from './use-recipients.ts';

const problemWords = {
  format: 'phoneFormat',
  premium: 'phonePremium',
  'no-sms': 'phoneNoSms',
} as const satisfies Record<PhoneProblem, string>;

export function PhoneCodes({
  among,
  recipients,
  locked,
}: {
  readonly among: readonly RecipientRef[];
  readonly recipients: Recipients;
  readonly locked: boolean;
}): ReactNode {
  const { t } = useTranslation('composer');
  const asks = recipients.phoneCodes;
  const rows = among.flatMap(({ address }) => {
    const known = recipients.known(address);
    const isOffered = known?.invitation?.phoneCodes ?? false;
    const asked = asks.of(address);
    if (!isOffered && asked === null) return [];
    // Without the operator nobody knows; with it, this letter would be refused.
    const isRefused = asked !== null && known !== null && !recipients.isKnownOffline && !isOffered;
    return [{ address, asked, isRefused }];
  });
  if (rows.length === 0) return null;
  return (
    <div className="phone-codes">
      {rows.map((row) => (
        <PhoneCode key={row.address} {...row} isAlone={rows.length === 1} asks={asks} locked={locked} />
      ))}
      {asks.isChecked && rows.some(({ asked }) => asked !== null && asked.problem !== null) ? (
        <p className="composer-missing" role="alert">
          {t('phoneUnfinished')}
        </p>
      ) : null}
    </div>
  );
}

function PhoneCode({
  address,
  asked,
  isRefused,
  isAlone,
  asks,
  locked,
}: {
  readonly address: string;
  readonly asked: AskedCode | null;
  readonly isRefused: boolean;
  readonly isAlone: boolean;
  readonly asks: PhoneCodeAsks;
  readonly locked: boolean;
}): ReactNode {
  const { t } = useTranslation('composer');
  return (
    <div className="phone-code">
      <Switch
        isOn={asked !== null}
        isDisabled={locked}
        onChange={(isOn) => (isOn ? asks.write(address, '', 'sms') : asks.drop(address))}
      >
        <span>{isAlone ? t('phoneCode') : t('phoneCodeOf', { address })}</span>
      </Switch>
      {asked === null ? null : <PhoneLine address={address} asked={asked} asks={asks} locked={locked} />}
      {isRefused ? (
        <p className="phone-code-problem caption" role="alert">
          {t('phoneRefused', { address })}
        </p>
      ) : null}
    </div>
  );
}

/** Number and channel. What is wrong is said once the hand has left the number, or the letter was to leave. */
function PhoneLine({
  address,
  asked,
  asks,
  locked,
}: {
  readonly address: string;
  readonly asked: AskedCode;
  readonly asks: PhoneCodeAsks;
  readonly locked: boolean;
}): ReactNode {
  const { t } = useTranslation('composer');
  const [hasLeft, setHasLeft] = useState(false);
  const { typed, channel, problem } = asked;
  const isSaid = problem !== null && (asks.isChecked || (hasLeft && typed !== ''));
  return (
    <>
      <div className="phone-code-line">
        <TextField
          kind="telephone"
          label={t('phoneNumber')}
          placeholder="06 12 34 56 78"
          value={typed}
          isDisabled={locked}
          autoFocus={typed === ''}
          problem={isSaid ? t(problemWords[problem]) : null}
          onChange={(text) => asks.write(address, text, channel)}
          onLeave={() => setHasLeft(true)}
        />
        <Segmented
          label={t('phoneChannel')}
          value={channel}
          isDisabled={locked}
          options={[
            { value: 'sms', label: t('phoneSms') },
            { value: 'voice', label: t('phoneVoice') },
          ]}
          onChange={(value) => asks.write(address, typed, value)}
        />
      </div>
      <p className="caption phone-code-note">{t('phoneNote')}</p>
    </>
  );
}
