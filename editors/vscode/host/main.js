// Starts with the window and runs $TEST_SUITE; without one it does nothing.
exports.activate = () => {
  if (process.env.TEST_SUITE) void require(`./${process.env.TEST_SUITE}.js`).run();
};
