/** The renderer's entry: says that it is ready, and draws what the main process answers. */
import '@fontsource-variable/atkinson-hyperlegible-next/wght.css';
import '@fontsource-variable/atkinson-hyperlegible-mono/wght.css';
import '@fontsource-variable/source-serif-4/wght.css';
import '@fontsource-variable/source-serif-4/wght-italic.css';
import '../ui/tokens.css';
import '../ui/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { app } from '../bridge.ts';
import { startLanguage } from '../locales/language.ts';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { wireOf } from '../ui/wire-error.ts';
import { Root } from './root.tsx';
import { followSystemTheme } from './theme.ts';

async function start(): Promise<void> {
  followSystemTheme();
  const element = document.getElementById('root');
  if (!element) throw new Error('no root element');
  const root = createRoot(element);
  try {
    const workstation = await app.ready({});
    await startLanguage(workstation.locale);
    document.documentElement.lang = workstation.locale;
    root.render(
      <StrictMode>
        <Root initial={workstation} />
      </StrictMode>,
    );
  } catch (failure) {
    // Without the main process nothing can be done but to say so, in the first language.
    await startLanguage('fr');
    root.render(<ErrorNotice error={wireOf(failure)} onAction={() => window.location.reload()} />);
  }
}

void start();
