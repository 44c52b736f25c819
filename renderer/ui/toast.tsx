/** Short notices in a corner: what just happened, with one button at most. They leave by themselves. */
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import './toast.css';

export interface Toast {
  /** A toast with the same id is replaced. */
  readonly id: string;
  readonly icon?: ReactNode;
  readonly title: ReactNode;
  readonly text?: ReactNode;
  readonly action?: ReactNode;
  /** Null: stays until it is dismissed. */
  readonly lifeMs: number | null;
}

export interface Toasts {
  show(toast: Toast): void;
  dismiss(id: string): void;
}

const ToastContext = createContext<Toasts | null>(null);

/** Shows and dismisses toasts. */
export function useToasts(): Toasts {
  const toasts = useContext(ToastContext);
  if (!toasts) throw new Error('toasts are shown below ToastProvider only');
  return toasts;
}

/** Holds the toasts and draws them over everything else. */
export function ToastProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const { t } = useTranslation('ui');
  const [shown, setShown] = useState<readonly Toast[]>([]);
  const dismiss = useCallback((id: string) => setShown((toasts) => toasts.filter((toast) => toast.id !== id)), []);
  const show = useCallback((toast: Toast) => {
    setShown((toasts) => [...toasts.filter(({ id }) => id !== toast.id), toast]);
  }, []);
  const api = useMemo(() => ({ show, dismiss }), [show, dismiss]);
  return (
    <ToastContext value={api}>
      {children}
      <section className="toasts" aria-label={t('notices')} aria-live="polite">
        {shown.map((toast) => (
          <ToastCard key={toast.id} toast={toast} onEnd={dismiss} />
        ))}
      </section>
    </ToastContext>
  );
}

function ToastCard({ toast, onEnd }: { readonly toast: Toast; readonly onEnd: (id: string) => void }): ReactNode {
  const { id, lifeMs } = toast;
  const card = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (lifeMs === null) return;
    let timer = 0;
    const end = (): void => {
      // Under the pointer or the focus it stays: someone is reading it.
      if (card.current?.matches(':hover, :focus-within')) timer = window.setTimeout(end, lifeMs);
      else onEnd(id);
    };
    timer = window.setTimeout(end, lifeMs);
    return () => window.clearTimeout(timer);
  }, [id, lifeMs, onEnd]);
  return (
    <div ref={card} className="toast">
      {toast.icon}
      <div className="grow">
        <b>{toast.title}</b>
        {toast.text ? <div className="secondary toast-text">{toast.text}</div> : null}
      </div>
      {toast.action}
    </div>
  );
}
