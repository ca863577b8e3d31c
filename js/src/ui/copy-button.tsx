import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";

interface CopyProps {
	/** What is copied, or what gives it. */
	text: string | (() => string | Promise<string>);
	/** In the corner of what it copies, unless something else is said. */
	class?: string;
	/** Where the words are too few to say what is copied. */
	name?: string;
	children?: ComponentChildren;
}

/** Puts a text on the clipboard. Pages served over plain http have none: then there is no button. */
export function CopyButton({ text, class: look = "g-quiet g-copy", name, children = "Copy" }: CopyProps) {
	const [told, setTold] = useState("");
	useEffect(() => {
		const timer = told && setTimeout(() => setTold(""), 1500);
		return () => clearTimeout(timer || undefined);
	}, [told]);
	if (!navigator.clipboard) return null;
	const copy = async () => {
		try {
			await navigator.clipboard.writeText(typeof text === "string" ? text : await text());
			setTold("Copied");
		} catch {
			setTold("Not copied");
		}
	};
	return (
		<button type="button" class={look} aria-label={told ? undefined : name} onClick={copy}>
			{told || children}
		</button>
	);
}
