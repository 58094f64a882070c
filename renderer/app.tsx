import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Place, Snapshot } from '../preload/contract.ts';
import { HeaderStrip } from './frame/header-strip.tsx';
import { Messages } from './frame/messages.tsx';
import { Sections } from './frame/sections.tsx';
import { UndoBar } from './frame/undo-bar.tsx';
import { HealthSection } from './health/health.tsx';
import type { Held } from './held-place.ts';
import { History } from './history/history.tsx';
import { IntakeDialogs } from './intake/intake-dialogs.tsx';
import { useIntake } from './intake/use-intake.ts';
import { Keys } from './keys/keys.tsx';
import { Notice } from './parts/notice.tsx';
import { RefusalNotice } from './parts/refusal-notice.tsx';
import { usePlace, useUnsaved } from './place.ts';
import { Queue } from './queue/queue.tsx';
import type { Edits } from './settings/draft.ts';
import { SettingsSection } from './settings/settings.tsx';
import { Setup } from './setup/setup.tsx';
import { Stopped } from './setup/stopped.tsx';
import { useKnown } from './snapshot.tsx';
import { findingWords } from './words/coded.ts';

interface DeskProps {
  readonly snapshot: Snapshot;
  readonly held: Held;
  readonly onGo: (change: Partial<Place>) => void;
}

function Desk({ snapshot, held, onGo }: DeskProps) {
  const { t } = useTranslation();
  const { section } = held.place;
  const intake = useIntake();
  // Held here, so that a look into another section costs nobody what was typed.
  const [edits, setEdits] = useState<Edits>({});
  useUnsaved(Object.keys(edits).length > 0);
  return (
    <div className="desk">
      <Sections current={section} onGo={(next) => onGo({ section: next })} />
      <HeaderStrip snapshot={snapshot} onHealth={() => onGo({ section: 'health' })} />
      <main className="desk-main">
        {snapshot.fault && (
          <Notice tone="bad" title={t('header.fault')} live>
            <p>{findingWords(snapshot.fault)}</p>
          </Notice>
        )}
        <Messages messages={snapshot.messages} />
        {section === 'queue' && <Queue held={held} onGo={onGo} intake={intake} />}
        {section === 'history' && <History />}
        {section === 'keys' && <Keys />}
        {section === 'health' && <HealthSection />}
        {section === 'settings' && <SettingsSection edits={edits} onEdit={setEdits} />}
      </main>
      <UndoBar undoable={snapshot.undoable} />
      <IntakeDialogs intake={intake} onMade={(jobId) => onGo({ section: 'queue', filter: 'open', jobId })} />
    </div>
  );
}

/** A screen of its own, under what a person should know all the same. */
function Told({ snapshot, children }: { readonly snapshot: Snapshot; readonly children: ReactNode }) {
  return (
    <div className="told">
      <Messages messages={snapshot.messages} />
      {children}
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
  const { held, go } = usePlace(snapshot);

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
      return (
        <Told snapshot={snapshot}>
          <Setup key={situation.step} step={situation.step} draft={situation.draft} />
        </Told>
      );
    case 'ready':
      // What was typed and selected belongs to one service; another one starts afresh.
      return held && <Desk key={String(practice)} snapshot={snapshot} held={held} onGo={go} />;
    default:
      return (
        <Told snapshot={snapshot}>
          <Stopped situation={situation} />
        </Told>
      );
  }
}
