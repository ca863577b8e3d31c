/** Plays a stream while it is made. */

import Hls from "hls.js/light";
import type { FileRef, Wire } from "../core";
import { loaderFrom } from "../stream/loader";
import { PLAYLIST, StreamSource } from "../stream/source";

/** Whether this browser can be fed part by part. */
export const isSupported = (): boolean => Hls.isSupported();

/**
 * Begin to feed a player; what it gives ends it.
 *
 * `isLive` tells whether the run goes on, `onBroken` is called when the player cannot.
 */
export function play(
	media: HTMLMediaElement,
	{ wire, file, isLive, onBroken }: { wire: Wire; file: FileRef; isLive: () => boolean; onBroken: () => void },
): () => void {
	const source = new StreamSource(wire, file, isLive);
	const hls = new Hls({
		loader: loaderFrom(source),
		enableWorker: false, // it would be loaded from the net
		startPosition: 0, // of a broadcast players begin with the newest part
	});
	hls.on(Hls.Events.ERROR, (_, { fatal }) => {
		if (fatal) onBroken();
	});
	hls.loadSource(PLAYLIST);
	hls.attachMedia(media);
	return () => {
		source.close();
		hls.destroy();
	};
}
