/** The left half of the sign-in envelope: what the card needs from the person now. */
import { CircleCheck } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ErrorCode, WireError } from '../../../contract/errors.ts';
import type { CardState, CardView } from '../../../contract/ipc/card.contract.ts';
import { Banner } from '../../ui/banner.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { needsOperator } from '../../ui/error-text.ts';
import { typesetName } from '../../ui/format/typography.ts';
import { Card, Icon } from '../../ui/icon.tsx';
import { PinEntry } from '../../ui/pin-entry.tsx';
import { SupportCode } from '../../ui/support-code.tsx';
import { type ProgressStep, progressSteps } from './sign-in-steps.ts';

export interface CardPanelProps {
  readonly state: CardState | undefined;
  readonly busy: boolean;
  readonly progress: ProgressStep | null;
  readonly error: WireError | null;
  /** Tries left as the last refusal said, until the card is read again. */
  readonly triesLeftNow: number | null;
  readonly onChoose: (reader: string) => void;
  readonly onSubmit: (reader: string, pin: string | null, finalTryConfirmed: boolean) => void;
}

export function CardPanel(props: CardPanelProps): ReactNode {
  const { t } = useTranslation('signIn');
  const { state, error } = props;
  if (state?.state === 'several') return <SeveralCards cards={state.cards} onChoose={props.onChoose} />;
  if (state?.state === 'unreadable') {
    return (
      <section className="sign-in-column">
        <h2>{t('withCard')}</h2>
        <ErrorNotice error={{ code: state.problem, retry: 'never' }} kind="warning" />
      </section>
    );
  }
  if (state?.state === 'ready') {
    if (state.card.problem) {
      return (
        <section className="sign-in-column">
          <h2>{t('withCard')}</h2>
          <ErrorNotice error={{ code: state.card.problem, retry: 'never' }} />
          <p className="caption">{t('problemText', { family: state.card.family, reader: state.card.reader })}</p>
        </section>
      );
    }
    if (state.card.pin.blocked || error?.code === 'card.pin-blocked') return <Blocked />;
    return <TypePin {...props} view={state.card} />;
  }
  const missing = codeOf(state);
  return (
    <section className="sign-in-column">
      <h2>{t('withCard')}</h2>
      <p className="secondary">
        {t(state?.state === 'no-card' || state?.state === 'reading' ? 'watchingCard' : 'watching')}
      </p>
      {error ? <ErrorNotice error={error} /> : null}
      {missing ? <SupportCode code={missing} /> : null}
    </section>
  );
}

/** What the title says is missing, as the code for support. */
function codeOf(state: CardState | undefined): ErrorCode | null {
  if (state?.state === 'service-unavailable') return 'card.service-unavailable';
  return state?.state === 'no-reader' ? 'card.no-reader' : null;
}

function Blocked(): ReactNode {
  const { t } = useTranslation('signIn');
  return (
    <section className="sign-in-column">
      <h2>{t('withCard')}</h2>
      <Banner kind="danger" role="alert" title={t('blockedTitle')}>
        <p>{t('blockedText')}</p>
        <p className="secondary">{t('blockedKept')}</p>
        <SupportCode code="card.pin-blocked" />
      </Banner>
    </section>
  );
}

function TypePin(props: CardPanelProps & { readonly view: CardView }): ReactNode {
  const { t } = useTranslation('signIn');
  const { view, error, triesLeftNow } = props;
  const triesLeft = triesLeftNow ?? view.pin.triesLeft;
  const pin = { ...view.pin, triesLeft, finalTry: view.pin.finalTry || triesLeft === 1 };
  return (
    <section className="sign-in-column">
      <h2>{t('pinHeading')}</h2>
      {error ? <ErrorNotice error={error} kept={needsOperator(error) ? t('operatorNeeded') : undefined} /> : null}
      {props.busy ? (
        <Progress step={props.progress} />
      ) : (
        <PinEntry
          pin={pin}
          busy={props.busy}
          often={view.pinPerSignature ? 'each-time' : 'once'}
          submitLabel={t(pin.pinPad ? 'openOnReader' : 'open')}
          onSubmit={(typed, confirmed) => props.onSubmit(view.reader, typed, confirmed)}
        />
      )}
    </section>
  );
}

const progressWords = {
  pin: 'progressPin',
  challenge: 'progressChallenge',
  tokens: 'progressTokens',
  store: 'progressStore',
  inbox: 'progressInbox',
} as const satisfies Record<ProgressStep, string>;

function Progress({ step }: { readonly step: ProgressStep | null }): ReactNode {
  const { t } = useTranslation('signIn');
  const reached = step ? progressSteps.indexOf(step) : 0;
  return (
    <ol className="sign-in-progress" aria-label={t('progress')} aria-live="polite">
      {progressSteps.map((name, index) => (
        <li
          key={name}
          className={index < reached ? 'is-done' : index === reached ? 'is-current' : 'is-next'}
          {...(index === reached ? { 'aria-current': 'step' as const } : {})}
        >
          {index < reached ? <Icon of={CircleCheck} /> : <span className="sign-in-progress-dot" />}
          {t(progressWords[name])}
        </li>
      ))}
    </ol>
  );
}

function SeveralCards({
  cards,
  onChoose,
}: {
  readonly cards: readonly CardView[];
  readonly onChoose: (reader: string) => void;
}): ReactNode {
  const { t } = useTranslation('signIn');
  return (
    <section className="sign-in-column">
      <h2>{t('withCard')}</h2>
      <ul className="sign-in-cards" aria-label={t('severalLabel')}>
        {cards.map((view) => (
          <li key={view.reader}>
            <button type="button" className="sign-in-card" onClick={() => onChoose(view.reader)}>
              <Card size="large" />
              <span className="grow">
                <b>
                  {typesetName(`${view.title} ${view.givenName} ${view.familyName.toLocaleUpperCase('fr')}`.trim())}
                </b>
                <span className="caption">
                  {view.profession} · {view.family} · {view.reader}
                </span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
