/** The pages of figures, which come together when one of them is first opened. */
export { AbusePage } from "./abuse.tsx";
export { AlertsPage } from "./alerts.tsx";
export { CasesPage } from "./cases.tsx";
export { DefinitionsPage } from "./definitions.tsx";
export { FunnelPage } from "./funnel.tsx";
export { MethodsPage } from "./methods.tsx";
export { OverviewPage } from "./overview.tsx";
export { SharePage } from "./share.tsx";
export { TeamPage } from "./team.tsx";
