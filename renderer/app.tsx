import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Snapshot } from '../preload/contract.ts';
import { HeaderStrip } from './frame/header-strip.tsx';
import { type Section, Sections } from './frame/sections.tsx';
import { UndoBar } from './frame/undo-bar.tsx';
import { History } from './history/history.tsx';
import { Keys } from './keys/keys.tsx';
import { Notice } from './parts/notice.tsx';
import { RefusalNotice } from './parts/refusal-notice.tsx';
import { Queue } from './queue/queue.tsx';
import { SettingsSection } from './settings/settings.tsx';
import { Setup } from './setup/setup.tsx';
import { Stopped } from './setup/stopped.tsx';
import { useKnown } from './snapshot.tsx';
import { findingWords } from './words/coded.ts';

function Desk({ snapshot }: { readonly snapshot: Snapshot }) {
  const { t } = useTranslation();
  const [section, setSection] = useState<Section>('queue');
  const [selected, setSelected] = useState<string | null>(null);
  return (
    <div className="desk">
      <Sections current={section} onGo={setSection} />
      <HeaderStrip snapshot={snapshot} />
      <main className="desk-main">
        {snapshot.fault && (
          <Notice tone="bad" title={t('header.fault')} live>
            <p>{findingWords(snapshot.fault)}</p>
          </Notice>
        )}
        {section === 'queue' && <Queue selected={selected} onSelect={setSelected} />}
        {section === 'history' && <History />}
        {section === 'keys' && <Keys />}
        {section === 'settings' && <SettingsSection />}
      </main>
      <UndoBar undoable={snapshot.undoable} />
    </div>
  );
}

function Alone({ children }: { readonly children?: ReactNode }) {
  return <main className="alone">{children}</main>;
}

/** Where the app stands decides what there is to see; only `ready` has sections. */
export function App() {
  const { t } = useTranslation();
  const { snapshot, refusal } = useKnown();
  const practice = snapshot?.practice ?? false;

  useEffect(() => {
    document.title = practice ? t('app.practiceTitle') : t('app.name');
  }, [practice, t]);

  if (!snapshot) {
    return <Alone>{refusal ? <RefusalNotice refusal={refusal} /> : null}</Alone>;
  }
  const { situation } = snapshot;
  switch (situation.name) {
    case 'starting':
      return (
        <Alone>
          <p className="quiet appear-late" role="status">
            {t('setup.starting')}
          </p>
        </Alone>
      );
    case 'setup':
      return <Setup key={situation.step} step={situation.step} draft={situation.draft} />;
    case 'ready':
      // What was selected belongs to one service; another one starts afresh.
      return <Desk key={String(practice)} snapshot={snapshot} />;
    default:
      return <Stopped situation={situation} />;
  }
}
