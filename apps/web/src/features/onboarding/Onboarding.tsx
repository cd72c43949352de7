import type { Route } from "../../app/route.ts";
import { CreateAccount } from "./CreateAccount.tsx";
import { Landing } from "./Landing.tsx";
import { RestoreAccount } from "./RestoreAccount.tsx";

/** The screens before there is an account. */
export function Onboarding({ route }: { readonly route: Route }) {
  switch (route.page) {
    case "create":
      return <CreateAccount />;
    case "restore":
      return <RestoreAccount />;
    default:
      return <Landing />;
  }
}
