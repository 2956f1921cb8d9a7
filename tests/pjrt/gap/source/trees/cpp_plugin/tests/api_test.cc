#include "../src/impl.h"

TEST(Api, Devices) {
  const PJRT_Api* api = GetPjrtApi();
  PJRT_Client_PlatformName_Args args{};
  EXPECT_EQ(api->PJRT_Client_PlatformName(&args), nullptr);
  EXPECT_EQ(args.platform_name_size, 3);
}
