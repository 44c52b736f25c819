/** Signing in without a card, step by step: address and password, the code, and the recovery code when it is needed. */
import { ArrowLeft, SquareArrowOutUpRight } from 'lucide-react';
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { appContract } from '../../contract/ipc/app.contract.ts';
import type { SessionView } from '../../contract/ipc/card.contract.ts';
import { type CodeAwaited, type codeContract, SignInCode } from '../../contract/ipc/code.contract.ts';
import type { Client } from '../../contract/ipc/define.ts';
import type { BegunPasskey } from '../../contract/model/passkey.ts';
import { EmailAddress } from '../../contract/model/person.ts';
import { Button } from './button.tsx';
import { CodeEntry } from './code-entry.tsx';
import './code-sign-in.css';
import { ErrorNotice } from './error-notice.tsx';
import { maskAddress } from './format/mask-address.ts';
import { Icon } from './icon.tsx';
import type { PasskeyBrowser } from './passkey-browser.ts';
import { PasskeyWait } from './passkey-wait.tsx';
import { PasswordField, takePassword } from './password-field.tsx';
import { RecoverPanel } from './recover-panel.tsx';
import { TextField } from './text-field.tsx';
import { useTask } from './use-task.ts';
import { detailNumber } from './wire-error.ts';

type OperatorPage = Parameters<Client<typeof appContract>['showOperatorPage']>[0]['page'];

export interface CodeSignInProps {
  readonly client: Client<typeof codeContract>;
  /** Leads to a page of the operator's, in the system's browser. */
  readonly onShowPage: (page: OperatorPage) => Promise<unknown>;
  /** Leads there for a passkey, and hears of its answer. */
  readonly passkeyBrowser: PasskeyBrowser;
  /** Whose session goes on; null: the address is asked. */
  readonly address: string | null;
  readonly submitLabel: string;
  readonly onSignedIn: (session: SessionView) => void;
  readonly centred?: boolean;
  /** Whether the fields take the focus as they appear; not while a card may be what is awaited. */
  readonly autoFocus?: boolean;
  /** A code is awaited, or no more. */
  readonly onAwaiting?: (awaiting: boolean) => void;
  /** Under the first button. */
  readonly aside?: ReactNode;
}

export function CodeSignIn(props: CodeSignInProps): ReactNode {
  const { client, onSignedIn, onAwaiting } = props;
  const { t } = useTranslation('codeSignIn');
  const [awaited, setAwaited] = useState<CodeAwaited | null>(null);
  const [address, setAddress] = useState(props.address ?? '');
  const [again, setAgain] = useState(false);
  const [recovering, setRecovering] = useState(false);

  useEffect(
    () => () => {
      // Nothing that was begun stays; a sign-in that is being checked ends by itself.
      client.abandon({}).catch(() => undefined);
    },
    [client],
  );

  const isAwaited = awaited !== null;
  useEffect(() => onAwaiting?.(isAwaited), [isAwaited, onAwaiting]);
  const start = async (typed: string, password: string): Promise<void> => {
    const begun = await client.start({ address: typed, password });
    setAddress(typed);
    if (begun.state === 'opened') onSignedIn(begun.session);
    else setAwaited(begun.awaited);
  };
  const back = (forAnotherCode: boolean): void => {
    client.abandon({}).catch(() => undefined);
    setAgain(forAnotherCode);
    setAwaited(null);
  };
  const look = `code-sign-in${props.centred ? ' code-sign-in-centred' : ''}`;
  if (recovering) {
    return (
      <div className={look}>
        <RecoverPanel
          title={t('recoverTitle')}
          text={t('recoverText')}
          onRecover={async (recoveryCode) => onSignedIn(await client.recover({ recoveryCode }))}
        />
      </div>
    );
  }
  return (
    <div className={look}>
      {awaited ? (
        <TypeCode
          awaited={awaited}
          submitLabel={props.submitLabel}
          browser={props.passkeyBrowser}
          onBegin={() => client.beginPasskey({})}
          onVerify={async (code) => onSignedIn(await client.verify({ code }))}
          onBack={back}
          onKeyChanged={() => setRecovering(true)}
        />
      ) : (
        <Credentials {...props} initialAddress={address} again={again} onStart={start} />
      )}
    </div>
  );
}

function Credentials({
  address: fixed,
  initialAddress,
  again,
  autoFocus,
  aside,
  onShowPage,
  onStart,
}: CodeSignInProps & {
  readonly initialAddress: string;
  readonly again: boolean;
  readonly onStart: (address: string, password: string) => Promise<void>;
}): ReactNode {
  const { t } = useTranslation('codeSignIn');
  const [address, setAddress] = useState(initialAddress);
  const [filled, setFilled] = useState(false);
  const password = useRef<HTMLInputElement>(null);
  const task = useTask();
  const focusesPassword = again || (autoFocus && fixed !== null);
  useEffect(() => {
    if (focusesPassword) password.current?.focus();
  }, [focusesPassword]);

  const parsed = EmailAddress.safeParse(address.trim());
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!parsed.success || !filled || task.pending) return;
    const typed = takePassword(password.current);
    setFilled(false);
    void task
      .run(() => onStart(parsed.data, typed))
      .then((succeeded) => {
        if (!succeeded) password.current?.focus();
      });
  };
  return (
    <>
      {fixed === null ? <h2>{t('title')}</h2> : null}
      {again ? <p className="secondary">{t('againText')}</p> : null}
      {task.error ? <ErrorNotice error={task.error} /> : null}
      <form className="code-form" onSubmit={submit} noValidate>
        {fixed === null ? (
          <TextField
            label={t('address')}
            value={address}
            onChange={setAddress}
            placeholder={t('addressPlaceholder')}
            isDisabled={task.pending}
            kind="address"
          />
        ) : null}
        <PasswordField label={t('password')} fieldRef={password} isDisabled={task.pending} onTyped={setFilled} />
        <div className="row code-actions">
          <Button type="submit" size="large" isDisabled={task.pending || !filled || !parsed.success}>
            {task.pending ? t('asking') : t('receive')}
          </Button>
          {aside}
        </div>
      </form>
      <OperatorPages withRegistration={fixed === null} onShow={(page) => void task.run(() => onShowPage(page))} />
    </>
  );
}

/** What is settled on the operator's own pages: a lost password, an account to create. */
function OperatorPages({
  withRegistration,
  onShow,
}: {
  readonly withRegistration: boolean;
  readonly onShow: (page: OperatorPage) => void;
}): ReactNode {
  const { t } = useTranslation('codeSignIn');
  const link = (page: OperatorPage, words: string): ReactNode => (
    <Button
      kind="link"
      size="small"
      aria-label={`${words} ${t('inBrowser')}`}
      icon={<Icon of={SquareArrowOutUpRight} size="small" />}
      onPress={() => onShow(page)}
    >
      {words}
    </Button>
  );
  return (
    <div className="code-pages">
      {link('recovery', t('noAccess'))}
      {withRegistration ? link('registration', t('createAccount')) : null}
    </div>
  );
}

function TypeCode({
  awaited,
  submitLabel,
  browser,
  onBegin,
  onVerify,
  onBack,
  onKeyChanged,
}: {
  readonly awaited: CodeAwaited;
  readonly submitLabel: string;
  readonly browser: PasskeyBrowser;
  readonly onBegin: () => Promise<BegunPasskey>;
  readonly onVerify: (code: string) => Promise<void>;
  readonly onBack: (forAnotherCode: boolean) => void;
  readonly onKeyChanged: () => void;
}): ReactNode {
  const { t } = useTranslation('codeSignIn');
  const { t: words } = useTranslation('passkeys');
  const task = useTask();
  const [attempt, setAttempt] = useState(0);
  const [withRecovery, setWithRecovery] = useState(false);
  const [begun, setBegun] = useState<BegunPasskey | null>(null);
  const { error } = task;
  const isWrong = error?.code === 'auth.code-invalid';
  const isOver = error?.code === 'auth.code-expired';
  const [triesLeft, setTriesLeft] = useState(awaited.triesLeft);
  const told = error ? detailNumber(error, 'triesLeft') : null;
  useEffect(() => {
    if (told !== null) setTriesLeft(told);
  }, [told]);
  useEffect(() => {
    if (error?.code === 'store.key-changed') onKeyChanged();
  }, [error, onKeyChanged]);
  const verify = async (code: string): Promise<void> => {
    if (await task.run(() => onVerify(code))) return;
    setBegun(null);
    setAttempt((count) => count + 1);
  };
  const askPasskey = (): void => {
    void task.run(async () => setBegun(await browser.show(await onBegin())));
  };
  const isSpent = isOver || triesLeft === 0;
  if (begun) {
    return (
      <>
        <h2>{words('title')}</h2>
        {error ? <ErrorNotice error={error} /> : null}
        <PasskeyWait
          browser={browser}
          begun={begun}
          busy={task.pending}
          onCode={(code) => void verify(code)}
          onShowAgain={() => void task.run(() => browser.show(begun))}
          onAgain={askPasskey}
          instead={{ label: words('codeInstead'), go: () => setBegun(null) }}
        />
      </>
    );
  }
  return (
    <>
      <h2>{t('codeTitle')}</h2>
      <p className="secondary">
        {t('sentTo')} <b>{maskAddress(awaited.address)}</b>
        {t('sentToEnd')}
      </p>
      {error ? <ErrorNotice error={error} kept={isWrong ? t('wrongKept') : undefined} /> : null}
      {withRecovery ? (
        <RecoveryEntry
          key={attempt}
          isDisabled={task.pending || isSpent}
          submitLabel={task.pending ? t('checking') : submitLabel}
          onSubmit={(code) => void verify(code)}
        />
      ) : (
        <CodeEntry
          key={attempt}
          expiresAt={awaited.expiresAt}
          resendAt={awaited.resendAt}
          triesLeft={isOver ? 0 : triesLeft}
          busy={task.pending}
          submitLabel={submitLabel}
          onSubmit={(code) => void verify(code)}
          onResend={() => onBack(true)}
        />
      )}
      <div className="code-pages">
        {awaited.passkeys ? (
          <Button
            kind="link"
            size="small"
            icon={<Icon of={SquareArrowOutUpRight} size="small" />}
            aria-label={`${words('use')} ${t('inBrowser')}`}
            isDisabled={task.pending || isSpent}
            onPress={askPasskey}
          >
            {words('use')}
          </Button>
        ) : null}
        <Button kind="link" size="small" isDisabled={task.pending} onPress={() => setWithRecovery(!withRecovery)}>
          {t(withRecovery ? 'useDigits' : 'useRecovery')}
        </Button>
        <Button
          kind="link"
          size="small"
          icon={<Icon of={ArrowLeft} size="small" />}
          isDisabled={task.pending}
          onPress={() => onBack(false)}
        >
          {t('back')}
        </Button>
      </div>
    </>
  );
}

/** One of the codes that replace the code application once. */
function RecoveryEntry({
  isDisabled,
  submitLabel,
  onSubmit,
}: {
  readonly isDisabled: boolean;
  readonly submitLabel: string;
  readonly onSubmit: (code: string) => void;
}): ReactNode {
  const { t } = useTranslation('codeSignIn');
  const [code, setCode] = useState('');
  const typed = code.trim();
  const isComplete = SignInCode.safeParse(typed).success;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isComplete && !isDisabled) onSubmit(typed);
  };
  return (
    <form className="code-form" onSubmit={submit} autoComplete="off" noValidate>
      <TextField
        label={t('recoveryCode')}
        hint={t('recoveryCodeHint')}
        value={code}
        onChange={setCode}
        isDisabled={isDisabled}
        autoFocus
        code
      />
      <div className="row code-actions">
        <Button type="submit" kind="primary" size="large" isDisabled={isDisabled || !isComplete}>
          {submitLabel}
        </Button>
      </div>
    </form>
  );
}
