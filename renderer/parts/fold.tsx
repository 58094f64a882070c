import { ChevronRight } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Button, Disclosure, DisclosurePanel, Heading } from 'react-aria-components';

interface FoldProps {
  readonly title: string;
  readonly children: ReactNode;
}

/** A part of a page that is folded away, and not even made, until it is asked for. */
export function Fold({ title, children }: FoldProps) {
  const [open, setOpen] = useState(false);
  return (
    <Disclosure className="fold" isExpanded={open} onExpandedChange={setOpen}>
      <Heading level={3} className="fold-heading">
        <Button slot="trigger" className="fold-trigger">
          <ChevronRight aria-hidden="true" size={16} className="fold-sign" />
          {title}
        </Button>
      </Heading>
      <DisclosurePanel className="fold-panel">{open && children}</DisclosurePanel>
    </Disclosure>
  );
}
