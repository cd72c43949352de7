import { Button, Dialog, Notice } from "@session/ui";
import { useState } from "react";
import { useMessenger } from "../../app/context.ts";
import { navigate } from "../../app/navigation.ts";
import { text } from "../../text/index.ts";

export interface SignOutDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Asks once more before everything of the account is removed from this device. */
export function SignOutDialog({ isOpen, onClose }: SignOutDialogProps) {
  const messenger = useMessenger();
  const [hasFailed, setFailed] = useState(false);

  const confirm = async (): Promise<void> => {
    const outcome = await messenger.signOut();
    if (outcome.ok) navigate({ page: "home" }, { replace: true });
    else setFailed(true);
  };

  return (
    <Dialog title={text.signOut.title} isOpen={isOpen} onClose={onClose} closeLabel={text.common.close}>
      <p className="ui-muted">{text.signOut.text}</p>
      {hasFailed ? (
        <Notice tone="danger" icon="warning">
          {text.signOut.failed}
        </Notice>
      ) : null}
      <div className="ui-dialog-actions">
        <Button onClick={onClose}>{text.common.cancel}</Button>
        <Button variant="danger" onClick={() => void confirm()}>
          {text.signOut.confirm}
        </Button>
      </div>
    </Dialog>
  );
}
