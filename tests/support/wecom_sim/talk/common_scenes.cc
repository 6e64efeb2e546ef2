// SPDX-License-Identifier: Apache-2.0
#include "tests/support/wecom_sim/talk/scene.h"

namespace custos::wecom_sim {

const char* const kCommonScenes = R"TALK(
@ open any
c 在吗|你好|{hi}，在不在
r {hi}{name}，我是{rep}，在的，您请说|在的{name}，有什么可以帮您|您好{name}，我在
@ open any
r {hi}{name}，我是{rep}，上次您问的{product}有新活动了|{name}{hi}，{rep}这边给您同步下{product}的进展
c 嗯，你说|好的，说说看|什么活动
@ open any
c {hi}，我想咨询一下{product}|{product}还有活动吗|朋友推荐我来问{product}
r {hi}{name}，欢迎咨询，我是您的专属顾问{rep}|您好，感谢信任，我是{rep}，为您服务
@ open any
r {name}，加上您了，我是{rep}，后面{product}的事情都可以找我|{name}您好，我通过好友了，我是{shop}的{rep}
c 好的|你好你好|嗯嗯
c? [emotion]
@ common any
c 怎么付款|钱付到哪里|定金怎么交
r 定金{deposit}元，扫公司收款码或者对公转账都可以，收据当天开|统一付到公司对公账户，备注您的姓名，财务会开收据
c 对公账户发我一下|可以刷信用卡吗
r 合同第二页有账户信息，户名是公司全称，个人账户的一律不要付|门店POS可以刷，线上就用合同上的公司账户
c 好，我核对一下|明白，到店再刷
@ common any
c 发票能开吗|开票要什么信息
r 可以的，把抬头和税号发我，电子票三天内到邮箱|能开，普票专票都可以
c [mixed:开票信息在图里]
r 收到，已经提交财务|好的，开好发您
@ common any
c 发货了吗|快递到哪了|什么时候能到
r 已经发了，{express}，单号{order}|我查下，{order}，预计{day}送到
c 好的|怎么这么慢
r? 最近单量大，我帮您催一下物流|抱歉，我再催一下
c? 行吧，麻烦了
@ common any
c 合同什么时候签|合同发我看看
r 电子合同已经发起，您点链接实名签署就行|合同我先发一份给您过目
r [file:服务合同.pdf]
c 第三条违约金是什么意思|看完了，没问题
r 就是逾期交付我们要赔付，双方都一样|好的，那您点链接实名签署就行
c 好，我签了|明白了，签
@ common any
c 我明天过去，你们地址在哪|店在哪里，好停车吗
r 在{shop}，门口有停车位|{shop}，地铁出来走五分钟，我把定位发您
r [location]
c 好，{hour}点左右到|行，到了联系你
r 好的，到了打我工作手机就行|好的，前台报{rep}的名字
@ common any
c 东西收到了，有一点小问题|这个怎么用，我不太会
r 您拍个图我看看|我打给您讲一下
c? [image]
r [call]
c 好了，弄明白了|原来这样，谢谢
@ common any
r {name}，给您发个资料，里面有{product}的详细介绍|这是最近的活动页，您有空看看
r [link:{product}活动介绍]
c 收到，晚点看|好的
@ common any
r {name}，方便的话帮忙填个满意度，一分钟就好|麻烦您给这次服务打个分
r [weapp:服务评价]
c 填好了|给你五星了
r 谢谢{name}，太感谢了|感谢支持
@ common any
c [voice]
r 听到了，您是问{product}的保修对吧，两年质保|收到语音，我整理一下回复您
c 对|嗯，主要是这个
r 保修卡在包装里，丢了也没关系，系统能查|两年内非人为都免费，之后只收配件费
@ common any
c 你们太慢了，说好{day}的|一直没人联系我，什么服务
r 真的抱歉{name}，是我没跟进到位，我现在就去催|非常抱歉，耽误您时间了，我马上查原因
c 今天必须给我个说法|再这样我就投诉了
r 好的，一小时内给您答复|明白，我和主管一起处理，{part}前回复您
r 查清楚了，是排期冲突，给您改到{day}{part}，另外补偿{gift}|已经加急了，{day}一定到
c 行吧|下不为例
@ common any
r {name}，感谢一直支持，一点心意|{name}，转介绍辛苦了，红包请收下
r [redpacket]
c 谢谢|太客气了|收到，谢谢{rep}
@ common any
r [recall]
r 不好意思刚刚发错了，您看这个|撤回一下，刚才的数字写错了
r {product}正确的价格是{price}|活动截止到{day}
c 没事|好的
@ common any
c 有优惠券吗|老客户有没有折扣
r 老客户可以用积分抵，{gift}|可以的，系统给您发了一张{off}元的券
c 怎么领|收到了
r 公众号菜单里点会员中心就能看到|下单自动抵扣
@ close any
c 好的，谢谢|行，那先这样|谢谢{rep}
r 不客气，有问题随时找我|好的{name}，祝您生活愉快|应该的
@ close any
c 我再考虑考虑|先这样，有需要联系你
r 好的{name}，不着急，您慢慢考虑|没问题，活动到{day}结束，您抓紧哈
@ close any
r 那我先去安排，有进展第一时间告诉您|今天先这样，明天我再跟您确认
c 嗯嗯|好的辛苦|[emotion]
@ close any
c 好的[OK]|嗯嗯👌|收到
@ group any
r 各位好，{day}{part}{shop}有{product}专场活动，{gift}|通知：{product}活动最后{n}天，{price}
r [image]
c 有什么优惠|怎么报名
r 直接在群里接龙就行，到店报手机尾号|私信我登记，先到先得
c 报名+1|我要参加
c 我也要|算我一个
r 好的都登记了|收到收到
@ group any
c 请问{product}现在还有货吗|有人用过{product}吗，怎么样
c 用了半年了，挺好的|我家装的就是这个，不错
r 感谢分享，{product}还有少量库存|谢谢认可，想了解的可以看下面的介绍
r [link:{product}用户案例]
c 收到|谢谢
@ group any
r 温馨提示：本群不会要求任何人付款到个人账户，付款请认准公司账户|温馨提示：请勿相信群内任何加好友领福利的信息
c 收到|好的，提醒得及时
@ group any
c 昨天买的还没发货吗|客服在不在
r 在的，您把订单号发我|稍等，我查一下
c {order}
r 已经出库了，{express}，{day}到|仓库今天发
c 好的谢谢
)TALK";

}  // namespace custos::wecom_sim
