/** The small code of a failure, to be read out to support: it can be selected in one go. */
import type { ReactNode } from 'react';
import './error-notice.css';

export function SupportCode({ code }: { readonly code: string }): ReactNode {
  return <span className="code caption error-notice-code">{code}</span>;
}
