// What set up and built everything has done all there is to do.
console.log(`Ready, on Node ${process.versions.node}.`);
