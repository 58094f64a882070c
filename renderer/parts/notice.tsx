import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';

const icons = { bad: CircleAlert, warn: TriangleAlert, info: Info, good: CircleCheck };

interface NoticeProps {
  readonly tone: keyof typeof icons;
  readonly title?: ReactNode;
  readonly children?: ReactNode;
  /** Spoken at once when it appears: for what answers something the person just did. */
  readonly live?: boolean;
}

/** Something to be read: a sign, a title, and what there is to say. */
export function Notice({ tone, title, children, live = false }: NoticeProps) {
  const Icon = icons[tone];
  return (
    <div className="notice" data-tone={tone} role={live ? (tone === 'bad' ? 'alert' : 'status') : undefined}>
      <Icon aria-hidden="true" size={16} />
      <div className="notice-body">
        {title && <p className="notice-title">{title}</p>}
        {children}
      </div>
    </div>
  );
}
