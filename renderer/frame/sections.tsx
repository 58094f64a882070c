import { HeartPulse, History, Inbox, KeyRound, type LucideIcon, Settings2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { type Section, sections } from '../../preload/contract.ts';

const icons: Readonly<Record<Section, LucideIcon>> = {
  queue: Inbox,
  history: History,
  keys: KeyRound,
  health: HeartPulse,
  settings: Settings2,
};

interface SectionsProps {
  readonly current: Section;
  readonly onGo: (section: Section) => void;
}

/** The way between the parts of the app. The page's address never changes: main knows the page by it. */
export function Sections({ current, onGo }: SectionsProps) {
  const { t } = useTranslation();
  return (
    <nav className="sections" aria-label={t('sections.label')}>
      <ul>
        {sections.map((section) => {
          const Icon = icons[section];
          return (
            <li key={section}>
              <a
                href={`#${section}`}
                aria-current={section === current ? 'page' : undefined}
                onClick={(event) => {
                  event.preventDefault();
                  onGo(section);
                }}
              >
                <Icon aria-hidden="true" size={20} strokeWidth={1.75} />
                {t(`sections.${section}`)}
              </a>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
