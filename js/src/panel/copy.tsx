import { useEffect, useState } from "preact/hooks";

/** Puts a text on the clipboard. Pages served over plain http have none: then there is no button. */
export function CopyButton({ text }: { text: string }) {
	const [copied, setCopied] = useState(false);
	useEffect(() => {
		const timer = copied && setTimeout(() => setCopied(false), 1500);
		return () => clearTimeout(timer || undefined);
	}, [copied]);
	if (!navigator.clipboard) return null;
	const copy = () =>
		navigator.clipboard.writeText(text).then(
			() => setCopied(true),
			() => {},
		);
	return (
		<button type="button" class="g-quiet g-copy" onClick={copy}>
			{copied ? "Copied" : "Copy"}
		</button>
	);
}
