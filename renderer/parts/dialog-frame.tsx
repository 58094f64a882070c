import type { ReactNode } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useServiceName } from '../service.tsx';
import { MarkedText } from './marked-text.tsx';

interface DialogFrameProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/**
 * A dialog over the page; Escape closes it, a click beside it does not, so that nothing typed is lost by a slip. Its
 * title names the service that it is about, where there are several.
 */
export function DialogFrame({ title, onClose, children }: DialogFrameProps) {
  const service = useServiceName();
  return (
    <ModalOverlay
      className="veil"
      isOpen
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <Modal className="dialog">
        <Dialog className="dialog-body">
          <Heading slot="title" level={2} className="dialog-title">
            {title}
            {service !== null && (
              <span className="page-service">
                {' · '}
                <MarkedText text={service} />
              </span>
            )}
          </Heading>
          {children}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
