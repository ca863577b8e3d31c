/** What the lazy module `prose` exports (`lazy/prose.tsx`), for those who load it. */

import type { ComponentType } from "preact";
import type { LazyModule } from "../kernel/lazy-modules";
import type { FormValue } from "../kernel/values";

export interface MarkdownProps {
	source: string;
	/** Whether a line break in the source is one on the page, as in chats. */
	breaks?: boolean;
	/** The delimiters of formulas that the app sets, as Gradio sends them. */
	delimiters?: FormValue | undefined;
}

export interface HtmlProps {
	source: string;
	label: string;
}

export interface ProseModule extends LazyModule {
	Markdown: ComponentType<MarkdownProps>;
	Html: ComponentType<HtmlProps>;
}
