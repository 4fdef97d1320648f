export default {
  testMatch: ["**/*.jest.js"],
  // Modules run as they are: NODE_OPTIONS=--experimental-vm-modules jest
  transform: {},
};
